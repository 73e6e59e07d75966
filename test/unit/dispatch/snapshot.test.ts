import { markAsUntransferable } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../../src/dispatch/call.ts'
import { crashError } from '../../../src/dispatch/cargo.ts'
import { snapshotOf } from '../../../src/dispatch/snapshot.ts'
import { WorkerCrashedError } from '../../../src/index.ts'

const vector = Array.from({ length: 16 }, (_, index) => index + 0.5)
const taken = (operation: string, params: Record<string, unknown>) =>
  snapshotOf({ operation, target: 'c', params }, operation).params

describe('the snapshot of a request', () => {
  it('takes vectors over in single precision, wherever they stand', () => {
    const packed = Float32Array.from(vector)
    const query = { nearest: vector, others: [vector, 7] }
    expect(taken('query', { query, limit: 3 })).toEqual({ query: { nearest: packed, others: [packed, 7] }, limit: 3 })
    const points = [{ id: 1, vector: { text: vector }, payload: { vector } }]
    expect(taken('upsert', { points })).toEqual({ points: [{ id: 1, vector: { text: packed }, payload: { vector } }] })
  })

  it.each([
    ['a payload', 'setPayload', { payload: { list: vector } }],
    ['a filter', 'query', { filter: { must: [{ key: 'a', match: { any: vector } }] } }],
    ['numbers of a formula', 'query', { query: { formula: { sum: vector }, defaults: { a: vector } } }],
    ['weights', 'query', { query: { rrf: { weights: vector } } }],
    ['a filter of an update', 'upsert', { points: [], update_filter: { any: vector } }],
    ['ids that are none', 'retrieve', { ids: vector }],
    ['ids', 'retrieve', { ids: Array.from({ length: 20 }, (_, id) => id) }],
    ['a short list', 'query', { query: [0.5, 1] }],
    ['a list with something else in it', 'query', { query: [...vector, '1'] }],
    ['a number that is no float', 'query', { query: [...vector, 1e39] }],
    ['a NaN, which is refused by its place', 'query', { query: [...vector, Number.NaN] }],
    ['arguments of the client', 'clientMethod', { args: [vector] }],
  ])('leaves %s as it is', (_what, operation, params) => {
    expect(taken(operation, params)).toEqual(params)
  })

  it('takes what has a form in JSON of its own in that form, as the client sends it', () => {
    class Money {
      readonly #cents: number
      constructor(cents: number) {
        this.#cents = cents
      }
      toJSON() {
        return { euros: this.#cents / 100, at: new URL('http://a/b') }
      }
    }
    const payload = { price: new Money(1999), list: [{ toJSON: () => 5 }] }
    expect(taken('setPayload', { payload })).toEqual({
      payload: { price: { euros: 19.99, at: 'http://a/b' }, list: [5] },
    })
  })

  it('keeps a date as it was', () => {
    const date = new Date(0)
    const { payload } = taken('setPayload', { payload: { date } })
    date.setFullYear(2030)
    expect(payload).toEqual({ date: new Date(0) })
  })

  it('is not changed by what the caller does next', () => {
    const params = { query: [...vector], filter: { must: [1] } }
    const before = structuredClone(taken('query', params))
    const snapshot = taken('query', params)
    params.query[0] = 9
    params.filter.must.push(2)
    expect(snapshot).toEqual(before)
  })

  it('copies a Buffer, whose own slice would be the same memory', () => {
    const bytes = Buffer.from([1, 2])
    const { query } = taken('query', { query: bytes })
    bytes[0] = 9
    expect(query).toEqual(Uint8Array.of(1, 2))
  })

  it('copies what cannot move', () => {
    const vectors = new Float32Array([1, 2])
    markAsUntransferable(vectors.buffer)
    const { cargo } = snapshotOf({ operation: 'upsert', target: 'c', params: { ids: [1], vectors } }, 'upsert')
    expect([cargo, vectors]).toEqual([new Float32Array([1, 2]), new Float32Array([1, 2])])
    expect(cargo?.buffer).not.toBe(vectors.buffer)
  })
})

describe('the error of a crash', () => {
  it('tells of vectors that went with the worker', () => {
    const gone = new Float32Array(2)
    structuredClone(gone, { transfer: [gone.buffer] })
    const crash = new WorkerCrashedError('Worker 0 ended')
    const error = crashError({ request: { cargo: gone } } as unknown as Call, crash)
    expect(error).toMatchObject({
      code: 'WORKER_CRASHED',
      message: 'Worker 0 ended; the vectors that had been moved to it are gone',
    })
    expect(error.solutions[0]).toContain('SharedArrayBuffer')
    expect(crashError({ request: { cargo: new Float32Array(2) } } as unknown as Call, crash)).toBe(crash)
    expect(crashError({ request: {} } as unknown as Call, crash)).toBe(crash)
  })

  it('says unknown where an earlier attempt may have been applied', () => {
    const crash = new WorkerCrashedError('Worker 0 ended', { outcome: 'not-sent' })
    const call = { request: {}, mayBeApplied: true } as unknown as Call
    expect(crashError(call, crash).outcome).toBe('unknown')
  })
})
