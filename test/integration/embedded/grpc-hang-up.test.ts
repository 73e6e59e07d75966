import { type ClientHttp2Session, connect, constants } from 'node:http2'
import { expect, it, onTestFinished } from 'vitest'
import { startLocalServer } from '../../../src/embedded/local-server.ts'

const HEADERS = { ':method': 'POST', ':path': '/qdrant.Qdrant/HealthCheck', te: 'trailers' }

it('lives on when callers hang up right behind their messages', async () => {
  const server = await startLocalServer({ grpc: true })
  onTestFinished(() => server.close())
  const session = connect(`http://127.0.0.1:${server.grpcPort}`)
  onTestFinished(() => session.destroy())
  session.on('error', () => {})
  await new Promise<void>((resolve) => session.once('remoteSettings', () => resolve()))
  for (let turn = 0; turn < 50; turn++) {
    await Promise.all(Array.from({ length: 20 }, () => hangUp(session)))
    expect(await server.connections()).toMatchObject({ open: 1 })
  }
})

/** The server reads the message and the cancellation at once. */
function hangUp(session: ClientHttp2Session): Promise<void> {
  const stream = session.request(HEADERS)
  stream.on('error', () => {})
  process.nextTick(() => stream.close(constants.NGHTTP2_CANCEL))
  stream.end(Buffer.alloc(5))
  return new Promise((resolve) => stream.once('close', () => resolve()))
}
