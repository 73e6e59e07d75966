import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface HttpStub {
  readonly url: string
  /** Requests so far, without those for readiness. */
  readonly requests: string[]
}

/** A server that is ready and answers everything else as the test says; ends with the test. */
export async function httpStub(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<HttpStub> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    if (request.url === '/readyz') {
      response.end('ok')
      return
    }
    requests.push(`${request.method} ${request.url}`)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.once('end', () => answer(request, response, Buffer.concat(chunks).toString()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}
