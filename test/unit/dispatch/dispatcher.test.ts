import { describe, expect, it } from 'vitest'
import {
  DeadlineExceededError,
  PoolClosedError,
  PoolExhaustedError,
  WorkerCrashedError,
} from '../../../src/base/errors.ts'
import { type CallOptions, resolveCallOptions } from '../../../src/dispatch/call-options.ts'
import { Dispatcher } from '../../../src/dispatch/dispatcher.ts'
import { LeaseLine } from '../../../src/dispatch/lease-line.ts'
import { Recorder } from '../../../src/metrics/recorder.ts'
import type { Request } from '../../../src/operations/catalog.ts'
import type { Reply } from '../../../src/protocol/messages.ts'
import { ManualClock, settle } from '../../support/manual-clock.ts'
import { ScriptedWorkers } from '../../support/scripted-workers.ts'

const REFUSED: Reply = {
  ok: false,
  failure: { kind: 'connection', code: 'CONNECTION_REFUSED', outcome: 'not-sent', message: 'no' },
}
const LOST: Reply = {
  ok: false,
  failure: { kind: 'connection', code: 'CONNECTION_LOST', outcome: 'unknown', message: 'cut' },
}
const BROKEN = { kind: 'server', status: 500, statusText: 'Broken', url: 'u', headers: [], data: {} } as const
const BUSY: Reply = {
  ok: false,
  failure: { kind: 'server', status: 503, statusText: 'Busy', url: 'u', headers: [['retry-after', '0']], data: {} },
}
const BAD: Reply = {
  ok: false,
  failure: { kind: 'server', status: 400, statusText: 'Bad Request', url: 'u', headers: [], data: {} },
}

function setUp(workers = 1, options: { maxQueue?: number; retry?: boolean; coalesce?: number } = {}) {
  const clock = new ManualClock()
  const crew = new ScriptedWorkers(workers)
  const recorder = new Recorder()
  const given = { name: 'p', maxQueue: 100, retry: true, coalesce: 1, ...options }
  const dispatcher = new Dispatcher(crew, given, recorder, clock, () => 0.5)
  crew.onFree = () => dispatcher.pumpSoon()
  const resolve = (own: CallOptions) => resolveCallOptions(own, { timeoutMs: 1_000, acquireTimeoutMs: 100 })
  const request = (own: Partial<Request>): Request => ({ operation: 'count', target: 'c', params: {}, ...own })
  return {
    clock,
    crew,
    recorder,
    dispatcher,
    submit: (own: Partial<Request> = {}, call: CallOptions = {}) => {
      const promise = dispatcher.submit(request(own), resolve(call))
      promise.catch(() => {})
      return promise
    },
    acquire: (call: CallOptions = {}) => {
      const promise = dispatcher.acquire(resolve(call))
      promise.catch(() => {})
      return promise
    },
    submitTo: (line: LeaseLine, call: CallOptions = {}) => {
      const promise = dispatcher.submitTo(line, request({}), resolve(call))
      promise.catch(() => {})
      return promise
    },
    /** The worker's answer to the call it was sent as number `index`. */
    answer: async (index: number, reply: Reply = { ok: true, value: index }) => {
      crew.sent[index]?.answer.resolve(reply)
      await settle()
    },
  }
}

const cyclic = {}
const fails = () => {
  throw new Error('mine')
}

describe('waiting for a worker', () => {
  it('sends a call at once when a worker is idle', async () => {
    const { submit, crew, answer } = setUp()
    const call = submit()
    await settle()
    expect(crew.sent).toHaveLength(1)
    await answer(0, { ok: true, value: 'done' })
    expect(await call).toBe('done')
  })

  it('hands the worker to the next waiter when the first gives up', async () => {
    const { submit, crew, answer } = setUp()
    const running = submit()
    await settle()
    const abort = new AbortController()
    const first = submit({ target: 'first' }, { signal: abort.signal })
    const second = submit({ target: 'second' })
    abort.abort(new Error('gave up'))
    await answer(0)
    await running
    expect(crew.sent.map(({ request }) => request.target)).toEqual(['c', 'second'])
    await expect(first).rejects.toThrow('gave up')
    await answer(1, { ok: true, value: 2 })
    expect(await second).toBe(2)
  })

  it('rejects with E016 at the acquire timeout, not before, and tells what the workers did', async () => {
    const { submit, clock, crew } = setUp()
    submit()
    await settle()
    let error: unknown
    const waiting = submit()
    waiting.catch((reason: unknown) => {
      error = reason
    })
    crew.lastFailure = { kind: 'code', name: 'Error', message: 'no such file' }
    await clock.advance(99)
    expect(error).toBeUndefined()
    await clock.advance(1)
    expect(error).toBeInstanceOf(PoolExhaustedError)
    expect(error).toMatchObject({ code: 'E016', phase: 'queue', outcome: 'not-sent' })
    expect((error as Error).message).toBe(
      "No worker of pool 'p' came free within 100 ms (1 workers: 1 busy; 1 waiting); the last worker could not be opened: no such file",
    )
  })

  it('rejects with the deadline when that comes before the acquire timeout', async () => {
    const { submit, clock } = setUp()
    submit()
    const waiting = submit({}, { timeoutMs: 50 })
    await clock.advance(50)
    await expect(waiting).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', phase: 'queue', outcome: 'not-sent' })
  })

  it('lets lane batch wait for as long as the whole call may take', async () => {
    const { submit, clock, answer } = setUp()
    const running = submit({}, { timeoutMs: 5_000 })
    const nightly = submit({ target: 'nightly' }, { priority: 'batch' })
    await clock.advance(900)
    await answer(0)
    await running
    await answer(1, { ok: true, value: 'late' })
    expect(await nightly).toBe('late')
  })

  it('refuses a call at once when the queue is full', async () => {
    const { submit } = setUp(1, { maxQueue: 1 })
    submit()
    await settle()
    submit()
    await expect(submit()).rejects.toMatchObject({ code: 'E016', phase: 'queue' })
  })

  it('rejects an already aborted call without queueing it', async () => {
    const { submit, crew } = setUp()
    await expect(submit({}, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no')
    await settle()
    expect(crew.sent).toHaveLength(0)
  })

  it('asks for more workers when a call finds none free, even where it could travel with another', async () => {
    const { submit, crew } = setUp(1, { coalesce: 128 })
    for (let id = 0; id < 3; id++) submit({ operation: 'retrieve', params: { ids: [id] } })
    await settle()
    expect(crew.grown).toBe(1)
    expect(crew.sent).toHaveLength(1)
  })

  it('takes its arguments as they are when it is issued', async () => {
    const { submit, crew } = setUp()
    const vector = [1, 2]
    const ids = [1]
    const typed = new Float32Array([1])
    const date = new Date(0)
    submit({ operation: 'upsert', params: { points: [{ vector, typed, date, none: null }], ids } })
    vector[0] = 9
    typed[0] = 9
    ids.length = 0
    await settle()
    expect(crew.sent[0]?.request.params).toEqual({
      points: [{ vector: [1, 2], typed: new Float32Array([1]), date, none: null }],
      ids: [1],
    })
  })

  it.each([
    ['contain themselves', () => Object.assign(cyclic, { cyclic }), 'upsert: an argument contains itself'],
    [
      'throw when they are read',
      () => Object.defineProperty({}, 'x', { enumerable: true, get: fails }),
      'upsert: mine',
    ],
  ])('refuses arguments that %s, and stays whole', async (_name, make, message) => {
    const { submit, crew } = setUp()
    await expect(submit({ operation: 'upsert', params: { points: [make()] } })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message,
    })
    expect(crew.ledger.count('idle')).toBe(1)
  })

  it('lets calls with odd ids travel alone', async () => {
    const { submit, crew, answer } = setUp(1, { coalesce: 128 })
    submit()
    await settle()
    const sparse = [1, 2]
    delete sparse[0]
    submit({ operation: 'retrieve', params: { ids: sparse } })
    submit({ operation: 'retrieve', params: { ids: [1], shard_key: 5n } })
    submit({ operation: 'retrieve', params: { ids: [2] } })
    await answer(0)
    expect(crew.sent[1]?.request.params.ids).toHaveLength(2)
    await answer(1, { ok: true, value: [] })
    await answer(2, { ok: true, value: [] })
    expect(crew.sent).toHaveLength(4)
  })

  it('leaves no timer behind when all has settled', async () => {
    const { submit, answer, clock } = setUp()
    const call = submit()
    await settle()
    await answer(0)
    await call
    expect(clock.pending).toBe(0)
  })
})

describe('a running call', () => {
  it('is rejected at its deadline, and its worker told to stop', async () => {
    const { submit, clock, crew, answer } = setUp()
    const call = submit({}, { timeoutMs: 200 })
    await clock.advance(200)
    await expect(call).rejects.toBeInstanceOf(DeadlineExceededError)
    await expect(call).rejects.toMatchObject({ phase: 'request', outcome: 'unknown' })
    expect(crew.cancelled).toEqual([crew.sent[0]?.id])
    await answer(0, LOST)
    expect(crew.ledger.count('idle')).toBe(1)
  })

  it('loses its worker when that does not answer the cancel', async () => {
    const { submit, clock, crew } = setUp()
    crew.answersCancel = false
    submit({}, { timeoutMs: 200 })
    await clock.advance(200)
    expect(crew.killed).toHaveLength(1)
  })

  it('releases its caller at once on abort', async () => {
    const { submit, crew } = setUp()
    const abort = new AbortController()
    const call = submit({}, { signal: abort.signal })
    await settle()
    abort.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
    expect(crew.cancelled).toHaveLength(1)
  })

  it('rejects with WorkerCrashedError when its thread ends', async () => {
    const { submit, crew } = setUp()
    const call = submit()
    await settle()
    crew.sent[0]?.answer.reject(new WorkerCrashedError('ended'))
    await expect(call).rejects.toBeInstanceOf(WorkerCrashedError)
  })

  it('names the argument that cannot cross to a thread', async () => {
    const { submit, crew } = setUp()
    const call = submit({ operation: 'upsert', params: { points: [{ id: 1, payload: { fn: () => 1 } }] } })
    await settle()
    crew.sent[0]?.answer.reject(new DOMException('could not be cloned', 'DataCloneError'))
    await expect(call).rejects.toThrow('upsert: points[0].payload.fn is a function, which cannot be sent')
  })
})

describe('retrying', () => {
  it('repeats what was never sent, after a pause, inside the deadline', async () => {
    const { submit, crew, answer, clock, recorder } = setUp()
    const call = submit({ operation: 'delete', params: { filter: {} } })
    await settle()
    await answer(0, REFUSED)
    expect(crew.sent).toHaveLength(1)
    await clock.advance(13)
    await answer(1, { ok: true, value: 'second' })
    expect(await call).toBe('second')
    expect(recorder.retries).toBe(1)
  })

  it('repeats an idempotent call whose outcome is unknown, and no other', async () => {
    const { submit, answer, clock } = setUp(2)
    const read = submit()
    await settle()
    await answer(0, LOST)
    await clock.advance(25)
    await answer(1)
    await read
    const write = submit({ operation: 'delete', params: { filter: {} } })
    await settle()
    await answer(2, LOST)
    await expect(write).rejects.toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' })
  })

  it('repeats nothing where retry is off', async () => {
    const { submit, answer } = setUp(1, { retry: false })
    const call = submit()
    await settle()
    await answer(0, REFUSED)
    await expect(call).rejects.toMatchObject({ code: 'CONNECTION_REFUSED', outcome: 'not-sent' })
  })

  it('never says of a call that an earlier attempt may have applied that it was not sent', async () => {
    const { submit, answer, clock } = setUp()
    const call = submit({ operation: 'upsert', params: { points: [] } }, { timeoutMs: 20 })
    await settle()
    await answer(0, LOST)
    submit()
    await clock.advance(20)
    await expect(call).rejects.toMatchObject({ outcome: 'unknown' })
  })

  it('gives up at the deadline while it pauses', async () => {
    const { submit, answer, clock } = setUp()
    const call = submit({}, { timeoutMs: 15 })
    await clock.advance(5)
    await answer(0, BUSY)
    await clock.advance(10)
    await expect(call).rejects.toBeInstanceOf(DeadlineExceededError)
  })
})

describe('calls that travel together', () => {
  const retrieve = (id: number) => ({ operation: 'retrieve', params: { ids: [id] } })

  async function busyThenThree(options = {}) {
    const parts = setUp(1, { coalesce: 128, ...options })
    parts.submit()
    await settle()
    return parts
  }

  it('leave in one request when a worker comes free, and each gets its own answer', async () => {
    const { submit, crew, answer, recorder } = await busyThenThree()
    const calls = [1, 2, 3].map((id) => submit(retrieve(id)))
    await answer(0)
    expect(crew.sent[1]?.request.params).toEqual({ ids: [1, 2, 3] })
    await answer(1, { ok: true, value: [{ id: 3 }, { id: 1 }] })
    expect(await Promise.all(calls)).toEqual([[{ id: 1 }], [], [{ id: 3 }]])
    expect([recorder.batches, recorder.batched]).toEqual([2, 4])
  })

  it('are shared out over the workers that are free', async () => {
    const { submit, crew } = setUp(2, { coalesce: 128 })
    for (let id = 0; id < 5; id++) submit(retrieve(id))
    await settle()
    expect(crew.sent.map(({ request }) => (request.params.ids as number[]).length)).toEqual([3, 2])
  })

  it('are never more than maxBatch', async () => {
    const { submit, crew } = setUp(1, { coalesce: 2 })
    for (let id = 0; id < 5; id++) submit(retrieve(id))
    await settle()
    expect(crew.sent[0]?.request.params.ids).toHaveLength(2)
  })

  it('go alone where the caller says so', async () => {
    const { submit, crew, answer } = await busyThenThree()
    submit(retrieve(1), { coalesce: false })
    submit(retrieve(2))
    await answer(0)
    expect(crew.sent[1]?.request.params).toEqual({ ids: [1] })
  })

  it('are judged one by one when the server breaks on them together', async () => {
    const { submit, answer } = await busyThenThree()
    const good = submit(retrieve(1))
    const bad = submit(retrieve(2))
    const broken: Reply = { ok: false, failure: { ...BROKEN, status: 500 } }
    await answer(0)
    await answer(1, broken)
    await answer(2, { ok: true, value: [{ id: 1 }] })
    await answer(3, broken)
    expect(await good).toEqual([{ id: 1 }])
    await expect(bad).rejects.toMatchObject({ status: 500 })
  })

  it('are judged one by one when the server refuses them together', async () => {
    const { submit, answer, crew, recorder } = await busyThenThree()
    const good = submit(retrieve(1))
    const bad = submit(retrieve(2))
    await answer(0)
    await answer(1, BAD)
    await answer(2, { ok: true, value: [{ id: 1 }] })
    await answer(3, BAD)
    expect(await good).toEqual([{ id: 1 }])
    await expect(bad).rejects.toMatchObject({ status: 400 })
    expect(crew.sent).toHaveLength(4)
    expect(recorder.retries).toBe(0)
  })

  it('are judged one by one when one of them cannot cross to a thread', async () => {
    const { submit, answer, crew } = await busyThenThree()
    const good = submit(retrieve(1))
    const bad = submit(retrieve(2))
    await answer(0)
    crew.sent[1]?.answer.reject(new DOMException('could not be cloned', 'DataCloneError'))
    await settle()
    await answer(2, { ok: true, value: [{ id: 1 }] })
    crew.sent[3]?.answer.reject(new DOMException('could not be cloned', 'DataCloneError'))
    expect(await good).toEqual([{ id: 1 }])
    await expect(bad).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  it('leave alone: one abort stops neither the request nor the others', async () => {
    const { submit, answer, crew } = await busyThenThree()
    const abort = new AbortController()
    const leaving = submit(retrieve(1), { signal: abort.signal })
    const staying = submit(retrieve(2))
    await answer(0)
    abort.abort(new Error('bye'))
    await expect(leaving).rejects.toThrow('bye')
    expect(crew.cancelled).toEqual([])
    await answer(1, { ok: true, value: [{ id: 2 }] })
    expect(await staying).toEqual([{ id: 2 }])
  })

  it('all fail with one typed error on an answer that does not fit', async () => {
    const { submit, answer } = await busyThenThree()
    const calls = [1, 2].map(() => submit({ operation: 'query', params: { query: [1] } }))
    await answer(0)
    await answer(1, { ok: true, value: [] })
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'INVALID_RESPONSE' })
  })
})

describe('a lease', () => {
  it('waits in the queue like a call, and counts as leased', async () => {
    const { submit, acquire, answer } = setUp()
    const running = submit()
    const lease = acquire()
    await settle()
    await answer(0)
    await running
    expect((await lease).leased).toBe(true)
  })

  it('gives up at its acquire timeout', async () => {
    const { submit, acquire, clock, dispatcher } = setUp()
    submit()
    const lease = acquire({ acquireTimeoutMs: 10 })
    await clock.advance(10)
    await expect(lease).rejects.toMatchObject({ code: 'E016' })
    expect(dispatcher.waiting).toBe(0)
  })

  it('gives up on abort', async () => {
    const { submit, acquire } = setUp()
    submit()
    const abort = new AbortController()
    const lease = acquire({ signal: abort.signal })
    abort.abort(new Error('no longer'))
    await expect(lease).rejects.toThrow('no longer')
    await expect(acquire({ signal: abort.signal })).rejects.toThrow('no longer')
  })

  it('that is given up in the very turn in which a worker comes free leaves that worker to the next', async () => {
    const { submit, acquire, crew } = setUp()
    const running = submit()
    await settle()
    const abort = new AbortController()
    const leaving = acquire({ signal: abort.signal })
    const next = acquire()
    crew.sent[0]?.answer.resolve({ ok: true, value: 0 })
    void running.then(() => abort.abort(new Error('too late')))
    await expect(leaving).rejects.toThrow('too late')
    expect((await next).leased).toBe(true)
    expect(crew.ledger.count('busy')).toBe(1)
  })

  it('is refused at once when the queue is full', async () => {
    const { submit, acquire } = setUp(1, { maxQueue: 0 })
    const held = await acquire()
    expect(held.leased).toBe(true)
    await expect(acquire()).rejects.toMatchObject({ code: 'E016' })
    await expect(submit()).rejects.toMatchObject({ code: 'E016' })
  })

  it('runs its calls one after another', async () => {
    const { acquire, submitTo, crew, answer } = setUp()
    const line = new LeaseLine(await acquire())
    const calls = [submitTo(line), submitTo(line)]
    await settle()
    expect(crew.sent).toHaveLength(1)
    await answer(0)
    await answer(1)
    expect(await Promise.all(calls)).toEqual([0, 1])
  })

  it('repeats a failed call on its own worker', async () => {
    const { acquire, submitTo, answer, clock, crew } = setUp()
    const line = new LeaseLine(await acquire())
    const call = submitTo(line)
    await settle()
    await answer(0, REFUSED)
    await clock.advance(25)
    await answer(1)
    expect(await call).toBe(1)
    expect(crew.ledger.count('busy')).toBe(1)
  })

  it('finishes the calls that were issued before its release', async () => {
    const { acquire, submitTo, answer } = setUp()
    const line = new LeaseLine(await acquire())
    const calls = [submitTo(line), submitTo(line)]
    const released = line.close()
    await settle()
    await answer(0)
    await answer(1)
    expect(await Promise.all(calls)).toEqual([0, 1])
    expect(await released).toBeDefined()
  })

  it('rejects calls after its release', async () => {
    const { acquire, submitTo } = setUp()
    const line = new LeaseLine(await acquire())
    expect(await line.close()).toBeDefined()
    expect(await line.close()).toBeUndefined()
    await expect(submitTo(line)).rejects.toBeInstanceOf(PoolClosedError)
  })
})

describe('draining', () => {
  it('waits for calls that were issued, and refuses later ones', async () => {
    const { submit, dispatcher, answer, acquire } = setUp()
    const running = submit()
    const queued = submit()
    await settle()
    const drained = dispatcher.drain(10_000)
    await expect(submit()).rejects.toBeInstanceOf(PoolClosedError)
    await expect(acquire()).rejects.toBeInstanceOf(PoolClosedError)
    await answer(0)
    await answer(1)
    await drained
    expect(await Promise.all([running, queued])).toEqual([0, 1])
  })

  it('is bounded: what has not settled by then is rejected with what is known of it', async () => {
    const { submit, dispatcher, clock, acquire } = setUp()
    const running = submit({}, { timeoutMs: 60_000 })
    const queued = submit({}, { priority: 'batch', timeoutMs: 60_000 })
    const lease = acquire({ acquireTimeoutMs: 60_000 })
    await settle()
    const drained = dispatcher.drain(500)
    await clock.advance(500)
    await drained
    await expect(running).rejects.toMatchObject({ code: 'POOL_CLOSED', phase: 'request', outcome: 'unknown' })
    await expect(queued).rejects.toMatchObject({ code: 'POOL_CLOSED', phase: 'queue', outcome: 'not-sent' })
    await expect(lease).rejects.toMatchObject({ code: 'POOL_CLOSED' })
  })
})
