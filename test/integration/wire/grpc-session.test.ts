import { constants } from 'node:http2'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Reply } from '../../../src/protocol/messages.ts'
import { Cancellation } from '../../../src/wire/cancellation.ts'
import { answer, answerCount, listening, silent } from './grpc-stub-server.ts'
import { COUNT, count, embedded, wireTo } from './open-grpc-wire.ts'

const lost = (message: string | RegExp) => ({
  ok: false,
  failure: { kind: 'connection', code: 'CONNECTION_LOST', outcome: 'unknown', message: expect.stringMatching(message) },
})
const notSent = { ok: false, failure: { kind: 'connection', code: 'CONNECTION_REFUSED', outcome: 'not-sent' } }
const fine = { ok: true, value: { count: 0 } }

describe('the gRPC session', () => {
  it('opens with the first call, carries many at once and closes', async () => {
    const { server, wire } = await embedded()
    expect([wire.sockets, server.connections().accepted]).toEqual([0, 0])
    const replies = await Promise.all(Array.from({ length: 20 }, () => wire.probe()))
    expect(replies.every((reply) => reply.ok)).toBe(true)
    expect([wire.sockets, server.connections()]).toEqual([1, { open: 1, peak: 1, accepted: 1 }])
    await wire.close()
    expect(wire.sockets).toBe(0)
  })

  it('opens anew after a reset, and never holds two sockets', async () => {
    const { server, wire } = await embedded()
    for (let round = 0; round < 3; round++) {
      expect(await wire.probe()).toMatchObject({ ok: true })
      expect(wire.sockets).toBe(1)
      await wire.reset()
      expect(wire.sockets).toBe(0)
    }
    expect(server.connections()).toMatchObject({ accepted: 3, peak: 1 })
  })

  it('tells a refused connect as not sent', async () => {
    const { port, close } = await listening(() => {})
    await close()
    const wire = wireTo(port)
    const reply = await count(wire)
    expect(reply).toMatchObject(notSent)
    expect(told(reply)).toMatch(/ECONNREFUSED/)
    expect(wire.sockets).toBe(0)
  })

  it('tells a call under a reset as unknown, and works afterwards', async () => {
    const arrived = Promise.withResolvers<void>()
    const { port } = await listening((stream, nth) => (nth === 0 ? arrived.resolve() : answerCount(stream)))
    const wire = wireTo(port)
    const running = count(wire)
    await arrived.promise
    await wire.reset()
    expect(await running).toMatchObject(lost(/./))
    expect(await count(wire)).toEqual(fine)
    expect(wire.sockets).toBe(1)
  })

  it('never sends a call that was reset before its session was open', async () => {
    let streams = 0
    const { port } = await listening((stream) => {
      streams++
      answerCount(stream)
    })
    const wire = wireTo(port)
    const waiting = count(wire)
    await wire.reset()
    expect(await waiting).toMatchObject(notSent)
    expect(await count(wire)).toEqual(fine)
    expect(streams).toBe(1)
  })

  it('gives up at once on a session that still connects', async () => {
    const { port, taken } = await silent()
    const wire = wireTo(port, {}, 'https://127.0.0.1')
    const waiting = count(wire)
    await taken
    await wire.reset()
    expect(await waiting).toMatchObject(notSent)
    expect(wire.sockets).toBe(0)
  })

  it('lets a cancelled call go at once while its session still connects, and never sends it', async () => {
    const { port: stalledPort, taken } = await silent()
    const stalled = wireTo(stalledPort, {}, 'https://127.0.0.1')
    const cancellation = new Cancellation()
    const call = stalled.send(COUNT, cancellation)
    await taken
    cancellation.cancel()
    expect(await call).toMatchObject(notSent)
    let streams = 0
    const { port } = await listening((stream) => {
      streams++
      answerCount(stream)
    })
    const wire = wireTo(port)
    const early = new Cancellation()
    const unsent = wire.send(COUNT, early)
    const sent = count(wire)
    await Promise.resolve().then(() => early.cancel())
    expect(await unsent).toMatchObject({ ok: false })
    expect(await sent).toEqual(fine)
    expect(streams).toBe(1)
  })

  it('tells a refused stream as not sent', async () => {
    const { port } = await listening((stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM))
    expect(await count(wireTo(port))).toMatchObject(notSent)
  })

  it('tells a stream that the server cuts as unknown', async () => {
    const { port } = await listening((stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR))
    expect(await count(wireTo(port))).toMatchObject(lost(/INTERNAL_ERROR/))
  })

  it('tells a lost socket as unknown', async () => {
    const { port } = await listening((stream) => stream.session?.destroy())
    expect(await count(wireTo(port))).toMatchObject(lost(/./))
  })

  it('after GOAWAY tells later streams as not sent and earlier ones as unknown', async () => {
    const { port } = await listening((stream, nth) => {
      // Streams of a client are 1, 3, 5, …: the first was looked at, the second was not.
      if (nth === 1) stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, 1)
    })
    const wire = wireTo(port)
    expect(await Promise.all([count(wire), count(wire)])).toMatchObject([lost(/./), notSent])
  })

  it('drains after a GOAWAY without error, then opens a new session', async () => {
    const sessions = new Set<unknown>()
    const { port } = await listening((stream, nth) => {
      sessions.add(stream.session)
      if (nth === 0) stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 1)
      answerCount(stream)
    })
    const wire = wireTo(port)
    expect(await count(wire)).toEqual(fine)
    expect(await count(wire)).toEqual(fine)
    expect(sessions.size).toBe(2)
    expect(wire.sockets).toBe(1)
  })

  it('frees a session that drains for ever when it is reset', async () => {
    const told = Promise.withResolvers<void>()
    const { port } = await listening((stream, nth) => {
      if (nth > 0) return answerCount(stream)
      stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 1)
      told.resolve()
    })
    const wire = wireTo(port)
    const hanging = count(wire)
    await told.promise
    await wire.reset()
    expect(await hanging).toMatchObject({ ok: false, failure: { kind: 'connection' } })
    expect(await count(wire)).toEqual(fine)
  })

  it('tells a server that speaks something else', async () => {
    const sockets = new Set<Socket>()
    const server = createTcpServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.close()
    })
    expect(await count(wireTo((server.address() as AddressInfo).port))).toMatchObject(lost(/./))
  })

  it('tells an HTTP error of something in between as the status it is', async () => {
    const { port } = await listening((stream) => {
      stream.respond({ ':status': 502, 'retry-after': '3' })
      stream.end('bad gateway')
    })
    expect(await count(wireTo(port))).toMatchObject({
      failure: { kind: 'server', status: 502, statusText: 'Bad Gateway', data: { status: { error: 'bad gateway' } } },
    })
  })

  it.each([
    ['no message', Buffer.alloc(0)],
    ['half a frame', Buffer.from([0, 0, 0, 0, 9, 1])],
    ['a compressed frame', Buffer.from([1, 0, 0, 0, 0])],
    ['no such message', Buffer.from([0, 0, 0, 0, 2, 0x0a, 0x7f])],
  ])('tells a broken answer: %s', async (_what, bytes) => {
    const { port } = await listening((stream) => answer(stream, bytes))
    expect(await count(wireTo(port))).toMatchObject({
      failure: { kind: 'connection', code: 'INVALID_RESPONSE', outcome: 'unknown' },
    })
  })

  it('stops reading an answer beyond the largest message', async () => {
    const { port } = await listening((stream) => answer(stream, Buffer.alloc(65 * 2 ** 20)))
    expect(await count(wireTo(port))).toMatchObject(lost(/larger than 67108864 bytes/))
  })

  it('sends an upsert of many MiB and refuses one beyond the largest message', async () => {
    const { wire } = await embedded()
    const upsert = (vectors: number) => {
      const points = Array.from({ length: vectors }, (_, id) => ({ id, vector: new Float32Array(2 ** 18) }))
      return wire.send({ operation: 'upsert', target: 'missing', params: { points } })
    }
    expect(await upsert(10)).toMatchObject({ failure: { status: 404 } })
    const refused = { kind: 'argument', message: expect.stringContaining('takes 64 MiB') }
    expect(await upsert(65)).toMatchObject({ failure: refused })
  })

  it('sends the api-key and the headers as metadata', async () => {
    const seen = Promise.withResolvers<unknown>()
    const { port } = await listening(
      (stream) => answerCount(stream),
      (headers) => seen.resolve(headers),
    )
    const wire = wireTo(port, { apiKey: 'secret', headers: { 'x-trace': 't1' } })
    expect(await count(wire)).toEqual(fine)
    expect(await seen.promise).toMatchObject({
      'api-key': 'secret',
      'x-trace': 't1',
      'content-type': 'application/grpc',
      te: 'trailers',
    })
  })
})

function told(reply: Reply | undefined): string {
  return reply?.ok === false && 'message' in reply.failure ? reply.failure.message : ''
}
