import { expect, it } from 'vitest'
import { type Pool, type PoolOptions, WorkerCrashedError } from '../../../src/index.ts'
import { EmbedderCounts } from '../../support/counting-embedder.ts'
import { filledPool } from '../../support/local-pool.ts'

async function counted(options: PoolOptions) {
  const counts = new EmbedderCounts()
  const { pool } = await filledPool({ embedder: counts.embedder, ...options })
  return { counts, pool }
}

/** Takes every worker that the pool may have, at once, and gives them back. */
async function openAll(pool: Pool, size: number): Promise<number[]> {
  const leases = await Promise.all(Array.from({ length: size }, () => pool.acquire()))
  for (const lease of leases) await lease.release()
  return leases.map(({ slot }) => slot).sort()
}

it.each([
  [{ size: 3, embedWorkers: 1 }, 1],
  [{ size: 3, embedWorkers: 2 }, 2],
  [{ size: 3, embedWorkers: 3 }, 3],
  [{ size: 3 }, 3],
])('the model is loaded as often as %o says, however many workers are open', async (options, loaded) => {
  const { pool, counts } = await counted({ ...options, minSize: 3 })
  expect(await openAll(pool, 3)).toEqual([0, 1, 2])
  expect([counts.loaded, counts.meantFor]).toEqual([loaded, loaded])
})

it('one worker of three embeds all that comes, beside calls of every other kind', async () => {
  const { pool, counts } = await counted({ size: 3, embedWorkers: 1 })
  await openAll(pool, 3)
  const nightly = pool.with({ priority: 'batch' })
  const items = Array.from({ length: 60 }, (_, id) => ({ id: id + 10, text: `text ${id}` }))
  const [report, ...found] = await Promise.all([
    pool.ingest('docs', items, { batchSize: 7 }),
    ...Array.from({ length: 40 }, (_, turn) => pool.search('docs', `query ${turn}`, { limit: 1 })),
    ...Array.from({ length: 40 }, (_, id) => pool.client.retrieve('docs', { ids: [(id % 3) + 1] })),
    ...Array.from({ length: 40 }, () => pool.client.query('docs', { query: [1, 1, 0, 0], limit: 1 })),
    ...Array.from({ length: 40 }, () => nightly.count('docs')),
    ...Array.from({ length: 3 }, () => pool.use((client) => client.scroll('docs', { limit: 1 }))),
  ])
  expect(report).toMatchObject({ read: 60, stored: 60, failed: 0 })
  expect(found).toHaveLength(163)
  // Once more when the model was warmed up.
  expect([counts.loaded, counts.texts]).toEqual([1, [101]])
  expect(pool.stats()).toMatchObject({ size: 3, busy: 0, waiting: 0, failed: 0, replaced: 0 })
})

it('a search that waits for the model holds no other call up, and says what it waited for', async () => {
  const { pool, counts } = await counted({ size: 2, embedWorkers: 1 })
  await openAll(pool, 2)
  const long = pool.search('docs', 'hold')
  const late = pool.search('docs', 'a query', { timeoutMs: 200 })
  const others = Array.from({ length: 20 }, () => pool.client.count('docs'))
  expect(await Promise.all(others)).toHaveLength(20)
  await expect(late).rejects.toMatchObject({
    code: 'DEADLINE_EXCEEDED',
    message: expect.stringContaining('waiting for a worker with the embedding model'),
  })
  counts.release()
  expect(await long).toHaveLength(3)
})

it('the model is not loaded before something needs it, where the pool is lazy', async () => {
  const { pool, counts } = await counted({ size: 2, embedWorkers: 1, lazy: true })
  await pool.client.count('docs')
  expect([counts.loaded, pool.stats().workers.map(({ slot }) => slot)]).toEqual([0, [1]])
  expect(await pool.search('docs', 'a query')).toHaveLength(3)
  expect([
    counts.loaded,
    pool
      .stats()
      .workers.map(({ slot }) => slot)
      .sort(),
  ]).toEqual([1, [0, 1]])
})

it('a pool made smaller and larger again embeds on, with the model in as many workers as may have it', async () => {
  const { pool, counts } = await counted({ size: 3, embedWorkers: 2 })
  await openAll(pool, 3)
  await pool.resize({ size: 1 })
  expect(await pool.search('docs', 'a query')).toHaveLength(3)
  await pool.resize({ size: 4 })
  expect(await openAll(pool, 4)).toEqual([0, 1, 2, 3])
  expect(await Promise.all(Array.from({ length: 20 }, () => pool.search('docs', 'a query')))).toHaveLength(20)
  expect([counts.loaded, counts.meantFor]).toEqual([3, 2])
})

it('a worker with the model that crashes is followed by one that has it', async () => {
  const { pool } = await counted({ size: 2, embedWorkers: 1 })
  await openAll(pool, 2)
  await expect(pool.search('docs', 'exit')).rejects.toThrow(WorkerCrashedError)
  expect(await pool.search('docs', 'a query')).toHaveLength(3)
  expect(
    pool
      .stats()
      .workers.map(({ slot }) => slot)
      .sort(),
  ).toEqual([0, 1])
})
