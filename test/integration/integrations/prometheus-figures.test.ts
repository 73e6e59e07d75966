import { Registry } from 'prom-client'
import { beforeAll, describe, expect, it } from 'vitest'
import { startLocalServer } from '../../../src/embedded/local-server.ts'
import { createPool, type Pool } from '../../../src/index.ts'
import { prometheusMetrics } from '../../../src/integrations/prometheus.ts'
import type { Distribution } from '../../../src/metrics/distribution.ts'
import type { PoolReading } from '../../../src/monitor/reading.ts'
import { readPool } from '../../../src/pool/pool.ts'
import { fill } from '../../support/local-pool.ts'
import { scraped, type TextFamily } from '../../support/prometheus-text.ts'

const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }
const STATES = ['idle', 'busy', 'opening', 'dying'] as const

/** The series of each histogram: its buckets in their order, sum and count. */
function histograms(families: ReadonlyMap<string, TextFamily>) {
  return [...families].flatMap(([name, { type, samples }]) => {
    if (type !== 'histogram') return []
    const series = new Map<string, { bounds: number[]; counts: number[]; sum: number; count: number }>()
    for (const { name: full, labels, value } of samples) {
      const { le, ...own } = labels
      const key = JSON.stringify(own)
      const one = series.get(key) ?? { bounds: [], counts: [], sum: Number.NaN, count: Number.NaN }
      series.set(key, one)
      if (full === `${name}_sum`) one.sum = value
      else if (full === `${name}_count`) one.count = value
      else {
        one.bounds.push(le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le))
        one.counts.push(value)
      }
    }
    return [...series].map(([labels, one]) => ({ name, labels, ...one }))
  })
}

/** Histograms that the main thread writes: no scrape can find one of their values half-recorded. */
const MAIN_SIDE = new Set([
  'qdrant_pool_operation_duration_seconds',
  'qdrant_pool_acquire_duration_seconds',
  'qdrant_pool_batch_size',
])

/** The least and the most that values can sum up to that are spread over buckets like this. */
function sumRange(bounds: readonly number[], counts: readonly number[]): readonly [least: number, most: number] {
  const inBucket = counts.map((count, index) => count - (counts[index - 1] ?? 0))
  const sumOf = (boundOf: (index: number) => number) =>
    inBucket.reduce((sum, count, index) => sum + (count === 0 ? 0 : count * boundOf(index)), 0)
  return [sumOf((index) => bounds[index - 1] ?? 0), sumOf((index) => bounds[index] ?? 0)]
}

const isRising = (values: readonly number[]) => values.every((value, index) => value >= (values[index - 1] ?? 0))

/** Calls of several kinds, some of which fail, wait or pass their deadline, until it is told to stop. */
function load(pool: Pool): () => Promise<void> {
  let running = true
  const kinds = [
    (round: number) => pool.client.retrieve('docs', { ids: [round % 3] }),
    () => pool.client.query('docs', { query: [1, 0, 0, 0] }),
    () => pool.client.count('nowhere'),
    () => pool.search('docs', 'pause 2', { timeoutMs: 1 }),
    () => pool.search('docs', ['a text', 'another']),
    (round: number) => pool.client.upsert('docs', { points: [{ id: round, vector: [1, 2, 3, 4] }] }),
  ]
  const callers = kinds
    .flatMap((kind) => [kind, kind, kind])
    .map(async (kind) => {
      for (let round = 0; running; round++) await kind(round).catch(() => {})
    })
  return async () => {
    running = false
    await Promise.all(callers)
  }
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('a scrape under load', () => {
  const scrapes: { before: PoolReading; text: string; after: PoolReading }[] = []

  beforeAll(async () => {
    const server = await startLocalServer()
    const pool = await createPool({ url: server.url, size: 3, embedder, healthCheckIntervalMs: 100 })
    await fill(pool)
    const registry = new Registry()
    prometheusMetrics(pool, registry)
    const stop = load(pool)
    for (let scrape = 0; scrape < 20; scrape++) {
      await turns(50)
      const before = readPool(pool)
      const text = registry.metrics()
      const after = readPool(pool)
      scrapes.push({ before, text: await text, after })
    }
    await stop()
    await pool.close()
    await server.close()
  })

  it('says exactly what the main thread counted at that moment', () => {
    for (const { before, text, after } of scrapes) {
      const { value } = scraped(text)
      const { stats, snapshot } = before
      // In one turn nothing that the main thread writes can change; only then is this a comparison.
      expect(after.snapshot.totals).toEqual(snapshot.totals)
      for (const state of STATES) expect(value('qdrant_pool_workers', { state })).toBe(stats[state])
      expect(value('qdrant_pool_workers_max')).toBe(3)
      expect(value('qdrant_pool_workers_min')).toBe(1)
      expect(value('qdrant_pool_waiting')).toBe(stats.waiting)
      expect(value('qdrant_pool_timeouts_total')).toBe(stats.timeouts)
      expect(value('qdrant_pool_acquire_timeouts_total')).toBe(stats.acquireTimeouts)
      expect(value('qdrant_pool_retries_total')).toBe(stats.retries)
      expect(value('qdrant_pool_workers_created_total')).toBe(stats.created)
      expect(value('qdrant_pool_workers_recycled_total')).toBe(stats.recycled)
      expect(value('qdrant_pool_workers_replaced_total')).toBe(stats.replaced)
      expect(value('qdrant_pool_open_failures_total')).toBe(stats.failed)
      expect(value('qdrant_pool_health_failures_total')).toBe(stats.healthFailures)
      expect(value('qdrant_pool_batch_size_count')).toBe(stats.coalescing.batches)
      expect(value('qdrant_pool_batch_size_sum')).toBe(stats.coalescing.operations)
      expect(value('qdrant_pool_acquire_duration_seconds_count')).toBe(stats.acquire.count)
      expect(value('qdrant_pool_acquire_duration_seconds_sum')).toBe(snapshot.acquire.sum / 1_000)
      for (const [operation, { count, errors }] of Object.entries(stats.operations)) {
        expect(value('qdrant_pool_operations_total', { operation, outcome: 'error' })).toBe(errors)
        expect(value('qdrant_pool_operations_total', { operation, outcome: 'ok' })).toBe(count - errors)
        expect(value('qdrant_pool_operation_duration_seconds_count', { operation })).toBe(count)
        const { sum } = snapshot.operations.get(operation)?.durations as Distribution
        expect(value('qdrant_pool_operation_duration_seconds_sum', { operation })).toBe(sum / 1_000)
      }
      const operations = new Set(scraped(text).labels('qdrant_pool_operations_total', 'operation'))
      expect([...operations].sort()).toEqual(Object.keys(stats.operations).sort())
    }
  })

  it('was taken while calls waited, failed and passed their deadlines', () => {
    const last = scrapes.at(-1)?.before.stats
    expect(scrapes.some(({ before }) => before.stats.waiting > 0 && before.stats.busy > 0)).toBe(true)
    expect([(last?.timeouts ?? 0) > 0, (last?.operations.count?.errors ?? 0) > 0]).toEqual([true, true])
    expect((last?.coalescing.max ?? 0) > 1).toBe(true)
  })

  it('says of what workers count something between what was so before and after', () => {
    for (const { before, text, after } of scrapes) {
      const { value } = scraped(text)
      const within = (name: string, of: (reading: PoolReading) => number, labels = {}) => {
        const got = value(name, labels) ?? Number.NaN
        expect(got).toBeGreaterThanOrEqual(of(before))
        expect(got).toBeLessThanOrEqual(of(after))
      }
      within('qdrant_pool_embedded_texts_total', ({ snapshot }) => snapshot.texts)
      within('qdrant_pool_worker_busy_seconds_total', ({ stats }) => stats.busyMs / 1_000)
      within('qdrant_pool_request_duration_seconds_count', ({ snapshot }) => snapshot.requests.count)
      within('qdrant_pool_request_duration_seconds_sum', ({ snapshot }) => snapshot.requests.sum / 1_000)
      within('qdrant_pool_embedding_duration_seconds_count', ({ snapshot }) => snapshot.embedding.count)
      within('qdrant_pool_embedding_duration_seconds_sum', ({ snapshot }) => snapshot.embedding.sum / 1_000)
      for (const tier of ['fast', 'medium', 'deep'] as const)
        within('qdrant_pool_health_check_duration_seconds_count', ({ snapshot }) => snapshot.checks[tier].count, {
          tier,
        })
    }
  })

  it('has histograms whose buckets rise, end with all, and lie on the right side of what was recorded', () => {
    for (const { before, text } of scrapes) {
      const all = histograms(scraped(text).families)
      expect(new Set(all.map(({ name }) => name)).size).toBe(6)
      for (const { bounds, counts, count } of all) {
        expect([isRising(bounds), isRising(counts), bounds.at(-1)]).toEqual([true, true, Number.POSITIVE_INFINITY])
        expect(counts.at(-1)).toBe(count)
      }
      for (const { name, bounds, counts, sum } of all) {
        if (!MAIN_SIDE.has(name)) continue
        const [least, most] = sumRange(bounds, counts)
        // Values within 1 % of a bound may count on either side of it.
        expect(sum).toBeGreaterThanOrEqual(least * 0.99)
        expect(sum).toBeLessThanOrEqual(most * 1.01)
      }
      const acquire = all.find(({ name }) => name === 'qdrant_pool_acquire_duration_seconds')
      for (const [index, bound] of (acquire?.bounds.slice(0, -1) ?? []).entries())
        expect(acquire?.counts[index]).toBe(before.snapshot.acquire.countUpTo(bound * 1_000))
    }
  })

  it('never goes back from one to the next', () => {
    const figures = scrapes.map(({ text }) => {
      const families = [...scraped(text).families.values()].filter(({ type }) => type !== 'gauge')
      return new Map(
        families.flatMap(({ samples }) =>
          samples.map(({ name, labels, value }) => [name + JSON.stringify(labels), value] as const),
        ),
      )
    })
    for (const [index, now] of figures.entries())
      for (const [series, value] of figures[index - 1] ?? []) expect(now.get(series)).toBeGreaterThanOrEqual(value)
  })

  it('says what each metric is', () => {
    for (const { help, type } of scraped(scrapes[0]?.text ?? '').families.values())
      expect([help.length > 10, ['gauge', 'counter', 'histogram'].includes(type)]).toEqual([true, true])
  })
})
