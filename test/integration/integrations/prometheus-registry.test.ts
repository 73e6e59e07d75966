import { readFileSync } from 'node:fs'
import { AggregatorRegistry, Counter, Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/base/errors.ts'
import { FAMILIES } from '../../../src/integrations/prometheus/families.ts'
import { RegisteredPools } from '../../../src/integrations/prometheus/registered-pools.ts'
import { prometheusMetrics } from '../../../src/integrations/prometheus.ts'
import { filledPool, poolOn } from '../../support/local-pool.ts'
import { scraped } from '../../support/prometheus-text.ts'

it('every metric is in the documentation', () => {
  const page = readFileSync(new URL('../../../docs/observability.md', import.meta.url), 'utf8')
  expect(FAMILIES.filter(({ name }) => !page.includes(`\`${name}\``))).toEqual([])
})

it('durations have buckets from 0.5 ms to 30 s, and batch sizes from 1 to the most that there may be', async () => {
  const registry = new Registry()
  prometheusMetrics(await poolOn('http://127.0.0.1:9', { lazy: true }), registry)
  const { labels } = scraped(await registry.metrics())
  const bounds = (name: string) => labels(`qdrant_pool_${name}_bucket`, 'le').slice(0, -1).map(Number)
  for (const name of ['acquire_duration_seconds', 'request_duration_seconds'])
    expect([bounds(name)[0], bounds(name).at(-1)]).toEqual([0.0005, 30])
  expect([bounds('batch_size')[0], bounds('batch_size').at(-1)]).toEqual([1, 128])
})

it('a pool is read once for all that is asked in one turn, and anew in the next', async () => {
  const pools = new RegisteredPools()
  pools.add('p', await poolOn('http://127.0.0.1:9', { lazy: true }))
  const readings = pools.read()
  expect(pools.read()).toBe(readings)
  await Promise.resolve()
  expect(pools.read()).not.toBe(readings)
})

describe('a registry', () => {
  it('tells several pools apart by their names, and gives each back by itself', async () => {
    const registry = new Registry()
    const { pool: first, server } = await filledPool({ size: 2, name: 'first' })
    const removeFirst = prometheusMetrics(first, registry)
    const second = await poolOn(server.url, { name: 'se"co\\nd\n', minSize: 2 })
    const removeSecond = prometheusMetrics(second, registry)
    const both = scraped(await registry.metrics())
    expect(both.labels('qdrant_pool_workers_min', 'pool')).toEqual(['first', 'se"co\\nd\n'])
    expect(both.value('qdrant_pool_workers_min', { pool: 'se"co\\nd\n' })).toBe(2)
    expect(both.value('qdrant_pool_operations_total', { pool: 'first', operation: 'upsert', outcome: 'ok' })).toBe(1)
    removeFirst()
    const removeAgain = prometheusMetrics(first, registry)
    removeFirst()
    expect(scraped(await registry.metrics()).labels('qdrant_pool_workers_min', 'pool')).toContain('first')
    removeAgain()
    expect(scraped(await registry.metrics()).labels('qdrant_pool_workers_min', 'pool')).toEqual(['se"co\\nd\n'])
    removeSecond()
    expect(registry.getMetricsAsArray()).toEqual([])
  })

  it('refuses a second pool of the same name, with a word on what to do', async () => {
    const registry = new Registry()
    const { pool, server } = await filledPool({ name: 'jobs' })
    const remove = prometheusMetrics(pool, registry)
    const namesake = await poolOn(server.url, { name: 'jobs' })
    expect(() => prometheusMetrics(namesake, registry)).toThrow(ConfigError)
    expect(() => prometheusMetrics(namesake, registry)).toThrow("a pool named 'jobs' already")
    remove()
    prometheusMetrics(namesake, registry)
  })

  it('refuses pools where other metrics have their names, and is left as it was', async () => {
    const registry = new Registry()
    new Counter({ name: 'qdrant_pool_retries_total', help: 'of somebody else', registers: [registry] })
    const { pool } = await filledPool()
    expect(() => prometheusMetrics(pool, registry)).toThrow('qdrant_pool_retries_total')
    expect(registry.getMetricsAsArray()).toHaveLength(1)
  })

  it('writes OpenMetrics and the older format in turns, each with the names that it asks for', async () => {
    const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE | typeof Registry.PROMETHEUS_CONTENT_TYPE>()
    const { pool } = await filledPool()
    prometheusMetrics(pool, registry)
    for (let turn = 0; turn < 2; turn++) {
      registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
      const open = scraped(await registry.metrics())
      expect(open.families.get('qdrant_pool_operations')?.type).toBe('counter')
      expect(open.value('qdrant_pool_operations_total', { operation: 'upsert', outcome: 'ok' })).toBe(1)
      registry.setContentType(Registry.PROMETHEUS_CONTENT_TYPE)
      const older = scraped(await registry.metrics())
      expect(older.families.get('qdrant_pool_operations_total')?.type).toBe('counter')
      expect(older.value('qdrant_pool_operations_total', { operation: 'upsert', outcome: 'ok' })).toBe(1)
    }
  })

  it('that was cleared has no pools, and takes them again', async () => {
    const registry = new Registry()
    const { pool } = await filledPool()
    const removeOld = prometheusMetrics(pool, registry)
    registry.clear()
    expect(await registry.metrics()).toBe('\n')
    prometheusMetrics(pool, registry)
    removeOld()
    expect(scraped(await registry.metrics()).value('qdrant_pool_workers_max')).toBe(5)
  })

  it('resets its own metrics and not what the pool has counted', async () => {
    const registry = new Registry()
    const { pool } = await filledPool()
    prometheusMetrics(pool, registry)
    registry.resetMetrics()
    expect(scraped(await registry.metrics()).value('qdrant_pool_workers_created_total')).toBe(1)
  })

  it('gives the same as JSON, with default labels, and sums it up over processes', async () => {
    const registry = new Registry()
    registry.setDefaultLabels({ job: 'nightly' })
    const { pool } = await filledPool()
    prometheusMetrics(pool, registry)
    const json = await registry.getMetricsAsJSON()
    const sizes = json.find(({ name }) => name === 'qdrant_pool_batch_size')
    expect(sizes?.values).toContainEqual({
      metricName: 'qdrant_pool_batch_size_count',
      labels: { pool: 'qdrant', job: 'nightly' },
      value: 2,
    })
    const summed = scraped(await AggregatorRegistry.aggregate([json, json]).metrics())
    expect(summed.value('qdrant_pool_batch_size_count', { pool: 'qdrant' })).toBe(4)
    expect(summed.value('qdrant_pool_batch_size_bucket', { le: '+Inf' })).toBe(4)
    expect(summed.value('qdrant_pool_workers_max')).toBe(10)
  })

  it('shows in which state the circuit breaker of each server is, by its URL', async () => {
    const registry = new Registry()
    const { pool, server } = await filledPool()
    prometheusMetrics(pool, registry)
    const { value, labels } = scraped(await registry.metrics())
    expect(labels('qdrant_pool_circuit_state', 'endpoint')).toEqual(Array(3).fill(server.url))
    const states = ['closed', 'open', 'half-open'].map((state) => value('qdrant_pool_circuit_state', { state }))
    expect(states).toEqual([1, 0, 0])
  })
})
