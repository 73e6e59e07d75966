import { describe, expect, it } from 'vitest'
import type { Reply, WorkerCall } from '../../../src/protocol/messages.ts'
import { sparseWords } from '../../../src/text/sparse-words.ts'
import { type Embed, Session } from '../../../src/wire/session.ts'
import { settle } from '../../support/manual-clock.ts'
import { DONE, NotedWire } from '../../support/noted-wire.ts'

const noEmbedder = async () => []

function setUp() {
  const wire = new NotedWire()
  return { wire, session: new Session(wire) }
}

async function one(session: Session, call: WorkerCall, embed: Embed): Promise<Reply | undefined> {
  const [reply] = await session.calls([call], embed)
  return reply
}

describe('Session', () => {
  it('hands a request to the wire and its reply back, and is busy meanwhile', async () => {
    const { wire, session } = setUp()
    const call = one(session, { id: 1, operation: 'count', target: 'a', params: {} }, noEmbedder)
    expect(session.busy).toBe(true)
    expect(await call).toEqual(DONE)
    expect([session.busy, wire.notes]).toEqual([false, [['count', 'a', {}]]])
    expect(session.idleMs).toBeGreaterThanOrEqual(0)
  })

  it('embeds the texts of a request and sends their vectors', async () => {
    const { wire, session } = setUp()
    const vector = new Float32Array([1, 2])
    const params = { points: [{ id: 1, text: 'a', payload: { k: 1 } }], textKey: 'content' }
    await one(session, { id: 1, operation: 'embedUpsert', target: 'a', params }, async () => [vector])
    const query = { texts: ['q'], search: { limit: 3 }, vectorName: 'body' }
    await one(session, { id: 2, operation: 'embedQuery', target: 'a', params: query }, async () => [vector])
    expect(wire.notes).toEqual([
      ['upsert', 'a', { points: [{ id: 1, vector, payload: { k: 1, content: 'a' } }] }],
      ['queryBatch', 'a', { searches: [{ limit: 3, using: 'body', query: vector }] }],
    ])
  })

  it('makes sparse vectors of the words of texts where they are asked for', async () => {
    const { wire, session } = setUp()
    const vector = new Float32Array([1, 2])
    const params = { texts: ['Lima', 'the'], search: {}, sparseVectorName: 'words' }
    const call = { id: 1, operation: 'embedQuery', target: 'a', params }
    await one(session, call, async () => [vector, vector])
    const dense = { limit: 40, query: vector }
    const sparse = { limit: 40, using: 'words', query: sparseWords('Lima', 'query') }
    expect(wire.notes).toEqual([
      [
        'queryBatch',
        'a',
        {
          searches: [
            { prefetch: [dense, sparse], query: { fusion: 'rrf' } },
            { prefetch: [dense], query: { fusion: 'rrf' } },
          ],
        },
      ],
    ])
  })

  it('sends nothing of a call that was cancelled while the model computed', async () => {
    const { wire, session } = setUp()
    const model = Promise.withResolvers<Float32Array[]>()
    let signal: AbortSignal | undefined
    const call = one(
      session,
      { id: 7, operation: 'embedQuery', target: 'a', params: { texts: ['q'], search: {} } },
      (_texts, given) => {
        signal = given
        return model.promise
      },
    )
    session.cancel(6)
    expect(wire.notes).toEqual([])
    session.cancel(7)
    expect(signal?.aborted).toBe(true)
    // The model goes on; the worker is free all the same.
    expect(await call).toMatchObject({ ok: false, failure: { kind: 'code', name: 'AbortError' } })
    expect(wire.notes).toEqual([])
  })

  it('neither embeds nor sends a call that was given up before it came', async () => {
    const { wire, session } = setUp()
    session.cancel(8)
    const never = () => new Promise<Float32Array[]>(() => {})
    const search = { operation: 'embedQuery', target: 'a', params: { texts: ['q'], search: {} } }
    expect(await one(session, { id: 8, ...search }, never)).toMatchObject({ ok: false })
    expect([wire.notes, session.busy]).toEqual([[], false])
  })

  it('cancels one of the calls that run, and no other', async () => {
    const { wire, session } = setUp()
    wire.carriesMany = true
    const answered = Promise.withResolvers<Reply>()
    wire.answer = answered.promise
    const calls = [1, 2].map((id) => one(session, { id, operation: 'count', target: 'a', params: {} }, noEmbedder))
    await settle()
    session.cancel(2)
    expect(wire.cancellations.map((given) => given?.isCancelled)).toEqual([false, true])
    answered.resolve(DONE)
    expect(await Promise.all(calls)).toEqual([DONE, DONE])
  })

  it('sends nothing beside an attempt to connect, which would take the call down with it if it failed', async () => {
    const { wire, session } = setUp()
    const probed = Promise.withResolvers<Reply>()
    wire.answer = probed.promise
    const connected = session.connect(1_000)
    const call = one(session, { id: 1, operation: 'count', target: 'a', params: {} }, noEmbedder)
    const left = one(session, { id: 2, operation: 'count', target: 'b', params: {} }, noEmbedder)
    session.cancel(2)
    probed.resolve(DONE)
    expect(await Promise.all([connected, call])).toEqual([DONE, DONE])
    expect(await left).toMatchObject({ failure: { outcome: 'not-sent', message: 'cancelled before it was sent' } })
    expect(wire.notes).toEqual(['probe', ['count', 'a', {}]])
  })

  it('sends calls that came together in order where the connection carries one at a time', async () => {
    const { wire, session } = setUp()
    const answered = Promise.withResolvers<Reply>()
    wire.answer = answered.promise
    const calls = [1, 2, 3].map((id) => ({ id, operation: 'count', target: String(id), params: {} }))
    const replies = session.calls(calls, noEmbedder)
    await settle()
    expect(wire.notes).toEqual([['count', '1', {}]])
    session.cancel(2)
    answered.resolve(DONE)
    const skipped = { ok: false, failure: expect.objectContaining({ outcome: 'not-sent' }) }
    expect(await replies).toEqual([DONE, skipped, DONE])
    expect(wire.notes.map((note) => (note as unknown[])[1])).toEqual(['1', '3'])
    expect(session.busy).toBe(false)
  })

  it('sends calls that came together side by side where it can', async () => {
    const { wire, session } = setUp()
    wire.carriesMany = true
    wire.answer = new Promise(() => {})
    const calls = [1, 2].map((id) => ({ id, operation: 'count', target: 'a', params: {} }))
    void session.calls(calls, noEmbedder)
    await settle()
    expect(wire.notes).toHaveLength(2)
  })

  it('leaves short answers to the main thread and parses long ones', async () => {
    const { wire, session } = setUp()
    const count = { id: 1, operation: 'count', target: 'a', params: {} }
    const short = '{"result":{"count":1}}'
    wire.answer = Promise.resolve({ ok: true, text: short })
    expect(await one(session, count, noEmbedder)).toEqual({ ok: true, text: short })
    wire.answer = Promise.resolve({ ok: true, text: `{"result":"${'x'.repeat(70_000)}"}` })
    expect(await one(session, count, noEmbedder)).toEqual({ ok: true, value: 'x'.repeat(70_000) })
    wire.answer = Promise.resolve({ ok: true, text: `{"result":"${'x'.repeat(70_000)}` })
    expect(await one(session, count, noEmbedder)).toMatchObject({ failure: { code: 'INVALID_RESPONSE' } })
  })

  it('sends what moved to it back with any failure, a broken answer included', async () => {
    const { wire, session } = setUp()
    const cargo = new Float32Array([1, 2])
    const upsert = { id: 1, operation: 'upsert', target: 'a', params: { ids: [1] }, cargo }
    wire.answer = Promise.resolve({ ok: true, text: '{"result":' })
    expect(await one(session, upsert, noEmbedder)).toMatchObject({ failure: { code: 'INVALID_RESPONSE' }, cargo })
    expect(wire.notes).toEqual([['upsert', 'a', { ids: [1], vectors: cargo }]])
    wire.answer = Promise.resolve({ ok: true, text: '{"result":{}}' })
    expect(await one(session, upsert, noEmbedder)).toEqual({ ok: true, value: {} })
  })

  it('tells what the model threw as plain data', async () => {
    const { session } = setUp()
    const request = { operation: 'embedQuery', target: 'a', params: { texts: ['q'], search: {} } }
    expect(await one(session, { id: 1, ...request }, () => Promise.reject(new RangeError('too long')))).toMatchObject({
      failure: { kind: 'code', name: 'RangeError', message: 'too long', stack: expect.stringContaining('RangeError') },
    })
    expect(await one(session, { id: 2, ...request }, () => Promise.reject('a text'))).toMatchObject({
      failure: { message: 'a text' },
    })
  })

  it('refuses an operation that its wire does not know', async () => {
    const { wire, session } = setUp()
    wire.answer = undefined
    expect(await one(session, { id: 1, operation: 'explode', target: 'a', params: {} }, noEmbedder)).toEqual({
      ok: false,
      failure: { kind: 'argument', message: 'unknown operation explode' },
    })
  })

  it('reopens by closing first', async () => {
    const { wire, session } = setUp()
    expect(await session.reopen(1_000)).toEqual(DONE)
    await session.close()
    expect(wire.notes).toEqual(['reset', 'probe', 'close'])
  })

  it('sends nothing from the first moment of reopening on, while the old connection still closes', async () => {
    const { wire, session } = setUp()
    const closed = Promise.withResolvers<void>()
    wire.reset = async () => {
      wire.notes.push('reset')
      await closed.promise
    }
    const reopened = session.reopen(1_000)
    const call = one(session, { id: 1, operation: 'count', target: 'a', params: {} }, noEmbedder)
    await settle()
    expect(wire.notes).toEqual(['reset'])
    closed.resolve()
    expect(await Promise.all([reopened, call])).toEqual([DONE, DONE])
    expect(wire.notes).toEqual(['reset', 'probe', ['count', 'a', {}]])
  })

  it('ends an attempt to connect without an answer at its limit', async () => {
    const { wire, session } = setUp()
    const silent = Promise.withResolvers<Reply>()
    wire.answer = silent.promise
    wire.reset = async () => silent.resolve(DONE)
    expect(await session.connect(1)).toMatchObject({
      failure: { code: 'CONNECTION_REFUSED', outcome: 'not-sent', message: 'the server did not answer within 1 ms' },
    })
  })
})
