import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startLocalServer } from '../../../src/embedded/local-server.ts'
import { serveThread } from '../../../src/embedded/thread-main.ts'
import { call, startEmbedded } from '../../support/embedded.ts'

describe('startLocalServer', () => {
  it('answers from a thread of its own, and closes twice as well as once', async () => {
    const server = await startLocalServer()
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
    expect(await call(server.url, 'GET', '/readyz')).toMatchObject({ status: 200 })
    const [counts] = await Promise.all([server.connections(), server.connections()])
    expect(counts).toMatchObject({ accepted: 1, peak: 1 })
    await Promise.all([server.close(), server.close()])
    await server.close()
    await expect(server.connections()).rejects.toThrow('The embedded server is closed')
    await expect(fetch(server.url)).rejects.toThrow('fetch failed')
  })

  it('rejects with the reason and its cause where the port is taken', async () => {
    const server = await startLocalServer()
    onTestFinished(() => server.close())
    const failure = await startLocalServer({ port: server.port }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(failure).toMatchObject({
      message: expect.stringContaining(`cannot listen on 127.0.0.1:${server.port}`),
      cause: { code: 'EADDRINUSE' },
    })
  })
})

describe('serveThread', () => {
  it('says where it listens, counts connections and ends its port when it is closed', async () => {
    const { port1: outside, port2: inside } = new MessageChannel()
    const served = serveThread(inside, {})
    const [listening] = await once(outside, 'message')
    await served
    expect(listening).toEqual({ say: 'listening', port: expect.any(Number) })
    outside.postMessage({ ask: 'connections' })
    expect((await once(outside, 'message'))[0]).toEqual({
      say: 'connections',
      counts: { open: 0, peak: 0, accepted: 0 },
    })
    outside.postMessage({ ask: 'close' })
    await once(outside, 'close')
  })

  it('says why it cannot start, in plain data', async () => {
    const { server } = await startEmbedded()
    const { port1: outside, port2: inside } = new MessageChannel()
    onTestFinished(() => outside.close())
    void serveThread(inside, { port: server.port })
    expect((await once(outside, 'message'))[0]).toMatchObject({
      say: 'failed',
      message: expect.stringContaining('cannot listen'),
      cause: { code: 'EADDRINUSE' },
    })
  })
})
