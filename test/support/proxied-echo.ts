import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { FaultProxy } from './fault-proxy.ts'
import { until } from './until.ts'

/** A server that says everything twice, and hangs up when it is told `bye`, behind a proxy; both end with the test. */
export async function echoThroughProxy() {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    socket.on('data', (bytes) => {
      heard.push(String(bytes))
      socket.write(`${bytes}${bytes}`)
      if (String(bytes) === 'bye') socket.end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await FaultProxy.before(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestFinished(async () => {
    await proxy.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { proxy, heard, sockets }
}

/** What a client sees of its connection, in order. */
export class Client {
  readonly chunks: string[] = []
  /** `open`, `end` after an orderly end, else the code of an error. */
  state = 'connecting'
  readonly socket: Socket

  constructor(proxy: FaultProxy) {
    this.socket = connect(Number(new URL(proxy.url).port), '127.0.0.1').setNoDelay(true)
    this.socket.on('connect', () => {
      this.state = 'open'
    })
    this.socket.on('data', (bytes) => this.chunks.push(String(bytes)))
    this.socket.on('end', () => {
      this.state = 'end'
    })
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.state = error.code ?? error.message
    })
    onTestFinished(() => void this.socket.destroy())
  }

  get text(): string {
    return this.chunks.join('')
  }

  /** Sends something and waits for its echo. */
  async talk(text: string): Promise<void> {
    const expected = this.text + text + text
    this.socket.write(text)
    await until(() => this.text === expected)
  }
}
