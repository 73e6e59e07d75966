import { describe, expect, it } from 'vitest'
import type { Reply } from '../../../src/protocol/messages.ts'
import { BAD, BROKEN, setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'

describe('calls that travel together', () => {
  const retrieve = (id: number) => ({ operation: 'retrieve', params: { ids: [id] } })

  async function busyThenThree(options = {}) {
    const parts = setUp(1, { coalesce: 128, ...options })
    parts.submit()
    await settle()
    return parts
  }

  it('leave in one request when a worker comes free, and each gets its own answer', async () => {
    const { submit, crew, answer, regions } = await busyThenThree()
    const calls = [1, 2, 3].map((id) => submit(retrieve(id)))
    await answer(0)
    expect(crew.sent[1]?.request.params).toEqual({ ids: [1, 2, 3] })
    await answer(1, { ok: true, value: [{ id: 3 }, { id: 1 }] })
    expect(await Promise.all(calls)).toEqual([[{ id: 1 }], [], [{ id: 3 }]])
    const sent = regions.pool.batches.read()
    expect([sent.count, sent.sum]).toEqual([2, 4])
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
    const { submit, answer, crew, regions } = await busyThenThree()
    const good = submit(retrieve(1))
    const bad = submit(retrieve(2))
    await answer(0)
    await answer(1, BAD)
    await answer(2, { ok: true, value: [{ id: 1 }] })
    await answer(3, BAD)
    expect(await good).toEqual([{ id: 1 }])
    await expect(bad).rejects.toMatchObject({ status: 400 })
    expect(crew.sent).toHaveLength(4)
    expect(regions.pool.totals.retries).toBe(0)
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
