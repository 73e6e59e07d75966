import { describe, expect, it } from 'vitest'
import { LeaseLine } from '../../../src/dispatch/lease-line.ts'
import type { Request } from '../../../src/operations/catalog.ts'
import { BAD, LOST, setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'

const upsert = (...ids: number[]): Partial<Request> => ({
  operation: 'upsert',
  params: { points: ids.map((id) => ({ id, vector: [id] })) },
})
const byFilter: Partial<Request> = { operation: 'delete', params: { filter: {}, wait: true } }
const STORED = { ok: true, value: { operation_id: 1, status: 'completed' } } as const
const idsOf = (request: Request | undefined) => (request?.params.points as { id: number }[]).map(({ id }) => id)

describe('writes', () => {
  it('that wait leave in one request, their points in order, and each gets an answer of its own', async () => {
    const { submit, crew, answer } = setUp(1, { coalesce: 128 })
    submit()
    await settle()
    const calls = [submit(upsert(3, 1)), submit(upsert(2)), submit(upsert(1))]
    await answer(0)
    expect(idsOf(crew.sent[1]?.request)).toEqual([3, 1, 2, 1])
    await answer(1, STORED)
    const answers = await Promise.all(calls)
    expect(answers).toEqual([STORED.value, STORED.value, STORED.value])
    expect(answers[0]).not.toBe(answers[1])
  })

  it.each<[string, Partial<Request>]>([
    ['does not wait', { operation: 'upsert', params: { ...upsert(1).params, wait: false } }],
    ['is conditional', { operation: 'upsert', params: { ...upsert(1).params, update_filter: {} } }],
    ['has other parameters', { operation: 'upsert', params: { ...upsert(1).params, ordering: 'strong' } }],
    ['is for another collection', { ...upsert(1), target: 'd' }],
  ])('travel apart from one that %s', async (_name, other) => {
    const { submit, crew, answer } = setUp(1, { coalesce: 128 })
    submit()
    await settle()
    submit(upsert(2))
    submit(other)
    await answer(0)
    expect(idsOf(crew.sent[1]?.request)).toEqual([2])
  })

  it('that are refused together are repeated one by one, in order, before others, and without a retry', async () => {
    const { submit, crew, answer, regions } = setUp(1, { coalesce: 128 })
    submit()
    await settle()
    const calls = [1, 2, 1].map((id) => submit(upsert(id)))
    submit()
    await answer(0)
    submit(upsert(9))
    await answer(1, BAD)
    await answer(2, STORED)
    await answer(3, BAD)
    for (const index of [4, 5, 6]) await answer(index, STORED)
    expect(crew.tasks).toEqual([1, 1, 1, 3, 1])
    expect(crew.sent.slice(2, 5).map(({ request }) => idsOf(request))).toEqual([[1], [2], [1]])
    expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(regions.pool.totals.retries).toBe(0)
  })

  it('that were lost together are repeated together', async () => {
    const { submit, crew, answer, clock } = setUp(1, { coalesce: 128 })
    submit()
    await settle()
    const calls = [1, 2].map((id) => submit(upsert(id)))
    await answer(0)
    await answer(1, LOST)
    await clock.advance(50)
    expect(idsOf(crew.sent[2]?.request)).toEqual([1, 2])
    await answer(2, STORED)
    expect(await Promise.all(calls)).toHaveLength(2)
  })

  it('to one point never travel at the same time, however many workers are free', async () => {
    const { submit, crew, answer, dispatcher } = setUp(3)
    const first = submit(upsert(1))
    const second = submit(upsert(1, 2))
    const third = submit(upsert(2))
    const other = submit(upsert(3))
    await settle()
    expect(crew.sent.map(({ request }) => idsOf(request))).toEqual([[1], [3]])
    expect(dispatcher.waiting).toBe(2)
    await answer(0)
    expect(idsOf(crew.sent[2]?.request)).toEqual([1, 2])
    await answer(2)
    expect(idsOf(crew.sent[3]?.request)).toEqual([2])
    await answer(1)
    await answer(3)
    await Promise.all([first, second, third, other])
    expect(dispatcher.waiting).toBe(0)
  })

  it('by filter travel alone in their collection, and reads beside them', async () => {
    const { submit, crew, answer } = setUp(4)
    submit(byFilter)
    submit(upsert(1))
    submit()
    submit({ ...upsert(1), target: 'd' })
    await settle()
    expect(crew.sent.map(({ request }) => [request.operation, request.target])).toEqual([
      ['delete', 'c'],
      ['count', 'c'],
      ['upsert', 'd'],
    ])
    await answer(0)
    expect(crew.sent[3]?.request.operation).toBe('upsert')
  })

  it('that wait for each other need no worker meanwhile', async () => {
    const { submit, crew } = setUp(1)
    submit(byFilter)
    await settle()
    submit(byFilter)
    submit(byFilter)
    const grown = crew.grown
    await settle()
    expect(crew.grown).toBe(grown + 1)
    await settle()
    expect(crew.grown).toBe(grown + 1)
  })

  it('that waited too long for others say so, and leave their place', async () => {
    const { submit, clock, dispatcher, answer, crew } = setUp(2)
    submit(byFilter)
    await settle()
    const held = submit(upsert(1))
    const after = submit(upsert(1), { acquireTimeoutMs: 500 })
    await clock.advance(100)
    await expect(held).rejects.toMatchObject({
      code: 'E016',
      message: 'upsert waited 100 ms for earlier writes that may touch the same points',
    })
    expect(dispatcher.waiting).toBe(1)
    await answer(0)
    expect(crew.sent).toHaveLength(2)
    await answer(1)
    await after
  })

  it('go on when the one before them gives up after it was called', async () => {
    const { submit, crew, answer } = setUp(2)
    const abort = new AbortController()
    submit(upsert(1))
    await settle()
    const busy = submit()
    const leaving = submit(upsert(1), { signal: abort.signal })
    const staying = submit(upsert(1))
    await settle()
    // The first ends and the second is called; it gives up before a worker takes it.
    crew.sent[0]?.answer.promise.then(() => queueMicrotask(() => abort.abort(new Error('bye'))))
    await answer(0)
    await expect(leaving).rejects.toThrow('bye')
    await answer(1)
    await answer(2)
    await answer(3)
    await Promise.all([busy, staying])
  })

  it('hold their points until the worker has let go of a call that was given up', async () => {
    const { submit, crew, answer } = setUp(2)
    const abort = new AbortController()
    const given = submit(upsert(1), { signal: abort.signal })
    await settle()
    abort.abort(new Error('bye'))
    await expect(given).rejects.toThrow('bye')
    const next = submit(upsert(1))
    await settle()
    expect(crew.sent).toHaveLength(1)
    await answer(0)
    await answer(1)
    await next
  })

  it('of a lease wait for those under way, not for those that wait themselves', async () => {
    const { submit, acquire, submitTo, crew, answer } = setUp(2)
    const underWay = submit(upsert(1))
    await settle()
    const line = new LeaseLine(await acquire())
    const queued = submit(upsert(1))
    const leased = submitTo(line, {}, upsert(1))
    await settle()
    expect(crew.sent).toHaveLength(1)
    await answer(0)
    // One of them travels now, and the other follows: both end.
    expect(crew.sent).toHaveLength(2)
    await answer(1)
    await answer(2)
    await Promise.all([underWay, queued, leased])
  })

  it('of a lease that gives up while it waits leave no trace', async () => {
    const { submit, acquire, submitTo, answer, crew } = setUp(2)
    submit(byFilter)
    await settle()
    const line = new LeaseLine(await acquire())
    const abort = new AbortController()
    const leased = submitTo(line, { signal: abort.signal }, upsert(1))
    await settle()
    abort.abort(new Error('bye'))
    await expect(leased).rejects.toThrow('bye')
    await settle()
    await answer(0)
    const next = submit(byFilter)
    await settle()
    expect(crew.sent).toHaveLength(2)
    await answer(1)
    await next
  })
})
