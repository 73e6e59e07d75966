import { describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/actors/actor.ts'
import { type BatchMessage, type OperationMessage, poolIdentity } from '../../../src/base/channels.ts'
import type { Batch } from '../../../src/dispatch/batch.ts'
import { LeaseLine } from '../../../src/dispatch/lease-line.ts'
import { traceBatch, traceOperation } from '../../../src/dispatch/traces.ts'
import { heardOn, onChannel, tracedOn } from '../../support/channel-log.ts'
import { BAD, BROKEN, LOST, REFUSED, setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'
import { uncaught } from '../../support/uncaught.ts'

const SERVER = 'http://server:6333'
const ANSWERED = ['start', 'end', 'asyncStart', 'asyncEnd']
const FAILED = ['start', 'end', 'error', 'asyncStart', 'asyncEnd']

const traced = () => ({ operations: tracedOn<OperationMessage>('operation'), batches: tracedOn<BatchMessage>('batch') })
const retrieve = (id: number) => ({ operation: 'retrieve', target: 'docs', params: { ids: [id] } })

describe('a call', () => {
  it('is one trace from its issue to its answer, and names pool, method, collection and server', async () => {
    const { operations } = traced()
    const { submit, answer, identity } = setUp()
    const call = submit(retrieve(1))
    expect(operations.stages).toEqual(['start', 'end'])
    expect(operations.messages).toEqual([{ ...identity, operation: 'retrieve', collection: 'docs' }])
    await settle()
    await answer(0, { ok: true, value: ['a point'] })
    await call
    expect(operations.stages).toEqual(ANSWERED)
    expect(operations.messages).toEqual([
      { ...identity, operation: 'retrieve', collection: 'docs', server: SERVER, result: ['a point'] },
    ])
  })

  it('of the long tail has the name of its method, and a collection where the method names one', async () => {
    const { operations } = traced()
    const { submit } = setUp()
    const method = (target: string, ...args: unknown[]) =>
      submit({ operation: 'clientMethod', target, params: { args } })
    method('createCollection', 'docs', {})
    method('getCollections')
    expect(operations.messages).toMatchObject([
      { operation: 'createCollection', collection: 'docs' },
      { operation: 'getCollections', collection: undefined },
    ])
  })

  it('that fails has its error before its end, whatever failed it', async () => {
    const { operations } = traced()
    const { submit, answer, clock } = setUp(1, { maxQueue: 0 })
    const abort = new AbortController()
    const rejected = submit(retrieve(1))
    await settle()
    const refused = submit(retrieve(2))
    await answer(0, BAD)
    const aborted = submit(retrieve(3), { signal: abort.signal })
    abort.abort('enough')
    await settle()
    const late = submit(retrieve(4))
    await clock.advance(1_000)
    const errors = (await Promise.allSettled([rejected, refused, aborted, late])).map(
      (settled) => settled.status === 'rejected' && settled.reason,
    )
    expect(errors).toMatchObject([{ status: 400 }, { code: 'E016' }, 'enough', { code: 'DEADLINE_EXCEEDED' }])
    expect(operations.messages.map(({ error }) => error)).toEqual(errors)
    for (const message of operations.messages) expect(operations.stagesOf(message)).toEqual(FAILED)
  })

  it('that a lease makes is traced as any other', async () => {
    const { operations, batches } = traced()
    const { acquire, submitTo, answer } = setUp()
    const call = submitTo(new LeaseLine(await acquire()), {}, retrieve(1))
    await settle()
    await answer(0)
    await call
    expect([operations.stages, batches.stages]).toEqual([ANSWERED, ANSWERED])
    expect(batches.messages[0]?.operations).toEqual(operations.messages)
  })

  it('has no message, no promise of its own and no carrier where nobody listens', async () => {
    const issued: unknown[] = []
    const promise = Promise.resolve()
    const issue = (...given: unknown[]) => {
      issued.push(...given)
      return promise
    }
    expect(traceOperation(poolIdentity('p'), { ...retrieve(1) }, issue)).toBe(promise)
    expect(issued).toEqual([])
    const { submit, crew } = setUp()
    submit(retrieve(1))
    await settle()
    expect(crew.sent[0]?.request).toEqual(retrieve(1))
  })
})

describe('a request to a worker', () => {
  const sentTo = (url: string, message?: OperationMessage) =>
    traceBatch(poolIdentity('p'), { members: [{ message }] } as unknown as Batch, { endpoint: { url } } as Actor)

  it('is no message where nobody listens, and is looked at for nothing but the messages of its calls', () => {
    expect(sentTo(SERVER)).toBeUndefined()
  })

  it('tells its calls its server, the last one where they are tried again', () => {
    const message: OperationMessage = { ...poolIdentity('p'), operation: 'count', collection: 'docs' }
    sentTo(SERVER, message)
    sentTo('http://other:6333', message)
    expect(message.server).toBe('http://other:6333')
  })

  it('is one trace that ends before those of its calls, which it lists', async () => {
    const order: string[] = []
    onChannel('tracing:qdrant-worker-pool:batch:asyncEnd', () => order.push('batch'))
    onChannel('tracing:qdrant-worker-pool:operation:asyncEnd', () => order.push('operation'))
    const { operations, batches } = traced()
    const { submit, answer, identity } = setUp(1, { coalesce: 128 })
    submit(retrieve(1))
    submit(retrieve(2))
    await settle()
    await answer(0, { ok: true, value: [] })
    expect(order).toEqual(['batch', 'operation', 'operation'])
    expect(batches.stages).toEqual(ANSWERED)
    expect(batches.messages).toEqual([
      {
        ...identity,
        operation: 'retrieve',
        collection: 'docs',
        slot: 0,
        server: SERVER,
        size: 2,
        operations: operations.messages,
        carrier: {},
      },
    ])
  })

  it('tells how many calls it carries and no messages of theirs where only requests are listened to', async () => {
    const batches = tracedOn<BatchMessage>('batch')
    const { submit } = setUp(1, { coalesce: 128 })
    submit(retrieve(1))
    submit(retrieve(2))
    await settle()
    expect(batches.messages).toMatchObject([{ size: 2, operations: [] }])
  })

  it('is told again for each attempt at a call, with what failed the one before', async () => {
    const { operations, batches } = traced()
    const { submit, answer, clock } = setUp()
    const call = submit(retrieve(1))
    await settle()
    await answer(0, REFUSED)
    await clock.advance(13)
    await answer(1, LOST)
    await clock.advance(50)
    await answer(2)
    await call
    expect(batches.messages).toMatchObject([
      { error: { code: 'CONNECTION_REFUSED' } },
      { error: { code: 'CONNECTION_LOST' } },
      { operations: operations.messages },
    ])
    expect(batches.stages).toEqual([...FAILED, ...FAILED, ...ANSWERED])
    expect(operations.stages).toEqual(ANSWERED)
  })

  it('that is taken apart is told as failed, and then each of its calls alone', async () => {
    const { batches } = traced()
    const { submit, answer } = setUp(1, { coalesce: 128 })
    submit(retrieve(1))
    submit(retrieve(2))
    await settle()
    await answer(0, { ok: false, failure: BROKEN })
    await answer(1, { ok: true, value: [] })
    await answer(2, { ok: true, value: [] })
    expect(batches.messages).toMatchObject([{ size: 2, error: { status: 500 } }, { size: 1 }, { size: 1 }])
    expect(batches.messages.map(({ operations }) => operations.length)).toEqual([2, 1, 1])
  })

  it('that does not cross to the thread, or whose thread ends, has what was thrown', async () => {
    const { batches } = traced()
    const { submit, crew } = setUp()
    submit({ ...retrieve(1), operation: 'count' })
    await settle()
    crew.sent[0]?.answer.reject(new DOMException('it cannot be cloned', 'DataCloneError'))
    await settle()
    expect(batches.stages).toEqual(FAILED)
    expect(batches.messages[0]?.error).toMatchObject({ name: 'DataCloneError' })
  })

  it('takes along to the thread what a subscriber of its start writes into its carrier', async () => {
    onChannel<BatchMessage>('tracing:qdrant-worker-pool:batch:start', ({ carrier }) => {
      carrier.traceparent = '00-a-b-01'
    })
    const { submit, crew } = setUp()
    submit(retrieve(1))
    await settle()
    expect(crew.sent[0]?.request).toEqual({ ...retrieve(1), carrier: { traceparent: '00-a-b-01' } })
  })

  it('leaves behind what a subscriber writes that is no header, and goes on', async () => {
    const given: unknown[] = [null, undefined, { traceparent: () => {}, id: Symbol('of a trace'), n: 1 }]
    onChannel<{ carrier: unknown }>('tracing:qdrant-worker-pool:batch:start', (message) => {
      message.carrier = given.shift()
    })
    const { submit, answer, crew } = setUp()
    for (const id of [0, 1, 2]) {
      const call = submit(retrieve(id))
      await settle()
      expect(crew.sent[id]?.request).toEqual(retrieve(id))
      await answer(id, { ok: true, value: 'answer' })
      expect(await call).toBe('answer')
    }
  })
})

describe('waits and uses', () => {
  it('are published with their durations, of calls and of leases', async () => {
    const [acquired, released] = [heardOn('acquire'), heardOn('release')]
    const { submit, acquire, answer, clock, identity } = setUp()
    submit(retrieve(1))
    await settle()
    submit(retrieve(2))
    clock.block(30)
    await answer(0)
    clock.block(5)
    await answer(1)
    await acquire()
    expect(acquired).toEqual([0, 30, 0].map((waitMs) => ({ ...identity, waitMs })))
    expect(released).toEqual([30, 5].map((heldMs) => ({ ...identity, slot: 0, heldMs })))
  })
})

it('a subscriber that throws breaks no call: its error comes up as uncaught', async () => {
  const caught = uncaught()
  const fail = () => {
    throw new Error('of the subscriber')
  }
  const stages = ['start', 'end', 'asyncStart', 'asyncEnd']
  for (const name of ['operation', 'batch'])
    for (const stage of stages) onChannel(`tracing:qdrant-worker-pool:${name}:${stage}`, fail)
  onChannel('qdrant-worker-pool:acquire', fail)
  onChannel('qdrant-worker-pool:release', fail)
  const { submit, answer } = setUp()
  const call = submit(retrieve(1))
  await settle()
  await answer(0, { ok: true, value: 'answer' })
  expect(await call).toBe('answer')
  expect(caught).toEqual(Array(10).fill(new Error('of the subscriber')))
})
