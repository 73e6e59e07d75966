import { describe, expect, it } from 'vitest'
import { WorkerCrashedError } from '../../../src/index.ts'
import { setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'

const retrieve = (id: number) => ({ operation: 'retrieve', params: { ids: [id] } })
const scroll = { operation: 'scroll' }

/** A dispatcher that has seen each operation take its time once, and whose one worker is busy. */
async function afterSeeing(durations: Record<string, number>, workers = 1) {
  const parts = setUp(workers, { coalesce: 1 })
  for (const [operation, ms] of Object.entries(durations)) {
    const index = parts.crew.sent.length
    const call = parts.submit({ operation, params: operation === 'retrieve' ? { ids: [1] } : {} })
    await settle()
    await parts.clock.advance(ms)
    await parts.answer(index)
    await call
  }
  const first = parts.crew.sent.length
  for (let busy = 0; busy < workers; busy++) parts.submit({ target: `busy${busy}` })
  await settle()
  return { ...parts, first, tasks: parts.crew.tasks }
}

describe('calls that share the way to a thread', () => {
  it('are those that are quick together, each with a request of its own', async () => {
    const { submit, answer, crew, first } = await afterSeeing({ retrieve: 0.9 })
    const calls = [1, 2, 3].map((id) => submit(retrieve(id)))
    await answer(first)
    expect(crew.tasks.at(-1)).toBe(2)
    expect(crew.sent.slice(first + 1).map(({ request }) => request.params)).toEqual([{ ids: [1] }, { ids: [2] }])
    await answer(first + 1, { ok: true, value: 'one' })
    await answer(first + 2, { ok: true, value: 'two' })
    expect(await Promise.all(calls.slice(0, 2))).toEqual(['one', 'two'])
    await answer(first + 3)
    await calls[2]
  })

  it('are none where one of them is slow, or was never seen', async () => {
    const { submit, answer, crew, first } = await afterSeeing({ retrieve: 0.1, scroll: 5 })
    submit(retrieve(1))
    submit(scroll)
    submit({ operation: 'queryBatch' })
    await answer(first)
    expect(crew.tasks.at(-1)).toBe(1)
    await answer(first + 1)
    expect(crew.tasks.at(-1)).toBe(1)
    await answer(first + 2)
    expect(crew.tasks.at(-1)).toBe(1)
  })

  it('are only those that may be sent twice', async () => {
    const { submit, answer, crew, first } = await afterSeeing({ retrieve: 0.1, delete: 0.1 })
    submit(retrieve(1))
    submit({ operation: 'delete', params: { filter: {} } })
    await answer(first)
    expect(crew.tasks.at(-1)).toBe(1)
  })

  it('take no more than their share of what waits', async () => {
    const { submit, answer, crew, first } = await afterSeeing({ retrieve: 0.1 }, 2)
    for (let id = 0; id < 4; id++) submit(retrieve(id))
    crew.sent[first]?.answer.resolve({ ok: true, value: 0 })
    await answer(first + 1)
    expect(crew.tasks.slice(-2)).toEqual([2, 2])
  })

  it('are each judged alone when the worker ends under them', async () => {
    const { submit, answer, crew, first } = await afterSeeing({ retrieve: 0.1 })
    const calls = [1, 2].map((id) => submit(retrieve(id)))
    await answer(first)
    crew.sent[first + 1]?.answer.reject(new WorkerCrashedError('Worker 0 ended'))
    await settle()
    expect(crew.tasks.at(-1)).toBe(1)
    await answer(first + 3, { ok: true, value: 'fine' })
    expect(await calls[0]).toBe('fine')
    crew.sent[first + 4]?.answer.reject(new WorkerCrashedError('Worker 0 ended'))
    await expect(calls[1]).rejects.toMatchObject({ code: 'WORKER_CRASHED' })
  })

  it('tell of vectors that went with the worker, and send no array that is gone', async () => {
    const { submit, answer, crew, first } = await afterSeeing({ retrieve: 0.1, upsert: 0.1 })
    const reading = submit(retrieve(1))
    const vectors = new Float32Array([1, 2])
    const columns = submit({ operation: 'upsert', params: { ids: [1], vectors } })
    await answer(first)
    const cargo = crew.sent[first + 2]?.request.cargo
    structuredClone(cargo, { transfer: [cargo?.buffer as ArrayBuffer] })
    crew.sent[first + 1]?.answer.reject(new WorkerCrashedError('Worker 0 ended'))
    await expect(columns).rejects.toMatchObject({
      code: 'WORKER_CRASHED',
      outcome: 'unknown',
      message: expect.stringContaining('are gone'),
    })
    await answer(first + 3, { ok: true, value: 'fine' })
    expect(await reading).toBe('fine')
  })

  it('leave alone: one that is given up before its turn stops nothing else', async () => {
    const { submit, answer, crew, first } = await afterSeeing({ retrieve: 0.1 })
    const abort = new AbortController()
    const staying = submit(retrieve(1))
    const leaving = submit(retrieve(2), { signal: abort.signal })
    await answer(first)
    abort.abort(new Error('bye'))
    await expect(leaving).rejects.toThrow('bye')
    expect(crew.cancelled).toEqual([crew.sent[first + 2]?.id])
    await answer(first + 1, { ok: true, value: 'one' })
    await answer(first + 2)
    expect(await staying).toBe('one')
  })
})

describe('merged calls', () => {
  it('travel in no more requests than there are cores', async () => {
    const { submit, crew } = setUp(4, { coalesce: 128, cores: 2 })
    for (let id = 0; id < 10; id++) submit(retrieve(id))
    await settle()
    expect(crew.sent.map(({ request }) => (request.params.ids as number[]).length)).toEqual([5, 5])
    submit(retrieve(11))
    submit(retrieve(12))
    await settle()
    expect(crew.sent[2]?.request.params).toEqual({ ids: [11, 12] })
  })

  it('over gRPC leave for workers that already carry requests', async () => {
    const { submit, crew } = setUp(1, { coalesce: 1, depth: 2 })
    for (let id = 0; id < 3; id++) submit(retrieve(id))
    await settle()
    expect(crew.sent).toHaveLength(2)
  })
})
