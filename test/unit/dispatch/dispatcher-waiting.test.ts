import { describe, expect, it } from 'vitest'
import { PoolExhaustedError } from '../../../src/base/errors.ts'
import { setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'

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
