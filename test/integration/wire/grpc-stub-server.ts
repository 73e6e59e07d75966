import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { onTestFinished } from 'vitest'

type Answer = (stream: ServerHttp2Stream, nth: number) => void

/** An HTTP/2 server that answers as the test says, where the embedded one answers only as it should. */
export async function listening(reply: Answer, onHeaders: (headers: unknown) => void = () => {}) {
  const server = createServer()
  const sessions = new Set<ServerHttp2Session>()
  let streams = 0
  server.on('session', (session) => {
    sessions.add(session)
    session.on('error', () => {})
  })
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {})
    stream.resume()
    onHeaders(headers)
    reply(stream, streams++)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const session of sessions) session.destroy()
    })
  onTestFinished(() => (server.listening ? close() : undefined))
  return { port: (server.address() as AddressInfo).port, close }
}

export function answerCount(stream: ServerHttp2Stream): void {
  // A CountResponse whose result is an empty message.
  answer(stream, Buffer.from([0, 0, 0, 0, 2, 0x0a, 0]))
}

export function answer(stream: ServerHttp2Stream, bytes: Buffer): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  stream.end(bytes)
}

/** A server that takes a socket and never says a word, so that TLS never comes about; `taken` when it has one. */
export async function silent(): Promise<{ readonly port: number; readonly taken: Promise<unknown> }> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  const taken = new Promise((resolve) => server.once('connection', resolve))
  return { port: (server.address() as AddressInfo).port, taken }
}
