import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { type Pool, type PoolOptions, WorkerCrashedError } from '../../../src/index.ts'
import { Regions } from '../../../src/metrics/regions.ts'
import { openPool } from '../../../src/pool/create-pool.ts'
import { anyProgram } from '../../support/any-program.ts'
import { CallBook, outcomesOf } from '../../support/call-book.ts'
import { fill, localServer } from '../../support/local-pool.ts'
import type { Program } from '../../support/program.ts'
import { createCollection } from '../../support/program-collection.ts'
import { runRound } from '../../support/run-round.ts'
import { SnapshotWatch } from '../../support/snapshot-watch.ts'
import { until } from '../../support/until.ts'

const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31)
console.log(`seed ${seed}`)

const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }
const KILLED = 3
const cyclic: unknown[] = []
cyclic.push(cyclic)

async function watchedPool(options: PoolOptions): Promise<{ pool: Pool; watch: SnapshotWatch; book: CallBook }> {
  const server = await localServer()
  const regions = new Regions()
  const pool = await openPool({ url: server.url, embedder, ...options }, regions)
  onTestFinished(() => pool.close({ timeoutMs: 0 }))
  const book = new CallBook()
  await fill(pool)
  await createCollection(pool, 'program')
  await book.of('createCollection', Promise.resolve(), Promise.resolve())
  await book.of('upsert', Promise.resolve())
  return { pool, watch: new SnapshotWatch(regions), book }
}

/** The hot operations: answered, refused, aborted, late. */
async function hotCalls(pool: Pool, book: CallBook, programs: readonly Program[]): Promise<void> {
  for (const round of programs.flat()) {
    const results = await runRound(pool, 'program', round)
    for (const [index, result] of results.entries()) book.note(round[index]?.method ?? '', result)
  }
}

async function otherCalls(pool: Pool, book: CallBook, turns: number): Promise<void> {
  const { client } = pool
  for (let turn = 0; turn < turns; turn++) {
    await Promise.all([
      book.of('getCollections', client.getCollections()),
      book.of('getCollection', client.getCollection('docs'), client.getCollection('nowhere')),
      book.of('collectionExists', client.collectionExists(`c${turn}`)),
      book.of('queryBatch', client.queryBatch('docs', { searches: [{ query: 1 }, { query: [1, 0, 0, 0] }] })),
      book.of('updateVectors', client.updateVectors('docs', { points: [{ id: 1, vector: [turn, 1, 0, 0] }] })),
      book.of('getPoint', client.api().getPoint({ collection_name: 'docs', id: 1 + (turn % 4) })),
      book.of('embedQuery', pool.search('docs', 'a text'), pool.search('docs', ['throw', 'b'])),
      book.of('embedUpsert', pool.ingest('docs', [{ id: 9, text: `text ${turn}` }])),
      book.of('count', client.count('docs', { filter: { must: [() => {}] } } as never)),
      book.of('upsert', client.upsert('docs', { points: cyclic } as never)),
    ])
  }
}

async function leasedCalls(pool: Pool, book: CallBook, turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    const { client, release } = await pool.acquire()
    await book.of('count', client.count('docs'), client.count('nowhere'))
    const released = release()
    await book.of('retrieve', client.retrieve('docs', { ids: [1] }))
    await released
  }
}

/** In the lane that nobody else uses, a call shares its way with none: it ends one worker, and is not tried again. */
async function kills(pool: Pool, book: CallBook): Promise<void> {
  for (let killed = 1; killed <= KILLED; killed++) {
    const call = pool.search('docs', 'exit', { priority: 'batch' })
    await book.of('embedQuery', call)
    await expect(call).rejects.toBeInstanceOf(WorkerCrashedError)
    await until(() => pool.stats().created === KILLED + killed)
  }
}

it('counts every call of every caller once, whatever came of it, while three workers are killed', async () => {
  const { pool, watch, book } = await watchedPool({ size: 3, minSize: 3 })
  let running = true
  const work = Promise.all([
    hotCalls(pool, book, fc.sample(anyProgram, { seed, numRuns: 25 })),
    hotCalls(pool, book, fc.sample(anyProgram, { seed: seed + 1, numRuns: 25 })),
    otherCalls(pool, book, 25),
    leasedCalls(pool, book, 20),
    kills(pool, book),
    pool.checkHealth('fast').then(() => pool.checkHealth('medium')),
  ])
  const stop = () => {
    running = false
  }
  work.then(stop, stop)
  while (running) {
    watch.look()
    await setImmediate()
  }
  await work
  await until(() => pool.stats().idle === 3)
  watch.look()
  const stats = pool.stats()
  expect(outcomesOf(stats)).toEqual(book.operations)
  expect(stats).toMatchObject({ replaced: KILLED, created: 3 + KILLED, size: 3 })
  expect(stats.acquire.count).toBeGreaterThan(0)
  expect(watch.moved).toBeGreaterThan(10)
  const seen = ['WORKER_CRASHED', 'DEADLINE_EXCEEDED', 'POOL_CLOSED', 'INVALID_ARGUMENT', 'RangeError', 'Error']
  expect([...book.failures]).toEqual(expect.arrayContaining(seen))
})

it('counts the calls once that a full queue or a pool that closes refuses, and none that it never took', async () => {
  const { pool, book } = await watchedPool({ size: 1, maxQueue: 5 })
  const { client } = pool
  const burst = () => Array.from({ length: 20 }, (_, id) => client.query('docs', { query: 1 + (id % 3) }))
  await book.of('query', ...burst())
  const patient = pool.with({ acquireTimeoutMs: 20 })
  const lease = await pool.acquire()
  await book.of('scroll', patient.scroll('docs'), patient.scroll('docs'))
  expect([...book.failures]).toEqual(['E016'])
  const before = pool.stats()
  // Refused by the client's surface, or by the pool itself: no call has begun.
  await expect(client.count('')).rejects.toThrow()
  const hanging = book.of('embedQuery', pool.search('docs', 'a text'), pool.search('docs', 'another'))
  const closing = pool.close({ timeoutMs: 0 })
  await expect(client.count('docs')).rejects.toMatchObject({ code: 'POOL_CLOSED' })
  await book.of('retrieve', lease.client.retrieve('docs', { ids: [1] }))
  await Promise.all([hanging, closing])
  const after = pool.stats()
  expect(outcomesOf(after)).toEqual(book.operations)
  expect(after.operations).toMatchObject({ query: { count: 20 }, retrieve: { errors: 1 }, embedQuery: { errors: 2 } })
  expect(after.operations.query?.errors).toBeGreaterThan(0)
  expect(after.timeouts).toBe(before.timeouts)
  expect(before.timeouts).toBe(2)
})

it('counts in its threads each round trip, each run of the embedder with its texts, and each health check', async () => {
  const server = await localServer()
  const pool = await openPool({ url: server.url, size: 1, embedder }, new Regions())
  onTestFinished(() => pool.close({ timeoutMs: 0 }))
  await fill(pool)
  await pool.search('docs', ['a text', 'another'])
  await expect(pool.client.count('nowhere')).rejects.toThrow('Not Found')
  await pool.checkHealth('deep')
  const { requests, coalescing, embedding, health, busyMs } = pool.stats()
  expect(requests.count).toBe(coalescing.batches)
  expect([embedding.count, embedding.texts, health.medium.count, health.deep.count]).toEqual([1, 2, 0, 1])
  expect(Math.min(requests.avgMs, embedding.maxMs, health.deep.maxMs)).toBeGreaterThan(0)
  // A worker is busy for at least as long as the server takes.
  expect(busyMs).toBeGreaterThan(requests.count * requests.avgMs)
})

it('answers as ever and counts nothing, in its threads either, where its regions are not to be written', async () => {
  const server = await localServer()
  const regions = new Regions()
  regions.recording.on = false
  const pool = await openPool({ url: server.url, size: 1, embedder }, regions)
  onTestFinished(() => pool.close({ timeoutMs: 0 }))
  await fill(pool)
  expect(await pool.search('docs', 'a text')).toHaveLength(3)
  expect(await pool.checkHealth('deep')).toMatchObject({ healthy: true })
  const { operations, requests, embedding, health, acquire, coalescing, busyMs } = pool.stats()
  expect(operations).toEqual({})
  expect([requests, embedding, health.deep, acquire].map(({ count }) => count)).toEqual([0, 0, 0, 0])
  expect([coalescing.batches, embedding.texts, busyMs]).toEqual([0, 0, 0])
})
