import { metrics, ValueType } from '@opentelemetry/api'
import { DataPointType, type MetricData } from '@opentelemetry/sdk-metrics'
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_RESPONSE_STATUS_CODE,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  METRIC_DB_CLIENT_OPERATION_DURATION,
} from '@opentelemetry/semantic-conventions'
import {
  ATTR_DB_CLIENT_CONNECTION_POOL_NAME,
  ATTR_DB_CLIENT_CONNECTION_STATE,
  DB_CLIENT_CONNECTION_STATE_VALUE_IDLE,
  DB_CLIENT_CONNECTION_STATE_VALUE_USED,
  METRIC_DB_CLIENT_CONNECTION_COUNT,
  METRIC_DB_CLIENT_CONNECTION_CREATE_TIME,
  METRIC_DB_CLIENT_CONNECTION_IDLE_MAX,
  METRIC_DB_CLIENT_CONNECTION_IDLE_MIN,
  METRIC_DB_CLIENT_CONNECTION_LIMIT,
  METRIC_DB_CLIENT_CONNECTION_PENDING_REQUESTS,
  METRIC_DB_CLIENT_CONNECTION_TIMEOUTS,
  METRIC_DB_CLIENT_CONNECTION_USE_TIME,
  METRIC_DB_CLIENT_CONNECTION_WAIT_TIME,
} from '@opentelemetry/semantic-conventions/incubating'
import { expect, it, onTestFinished } from 'vitest'
import type { AcquireMessage, EventMessage, ReleaseMessage } from '../../../src/base/channels.ts'
import type { PoolOptions } from '../../../src/index.ts'
import { instrumentPool } from '../../../src/integrations/opentelemetry.ts'
import { heardOn, onChannel } from '../../support/channel-log.ts'
import { fill, filledPool, localServer, poolOn } from '../../support/local-pool.ts'
import { metricSink } from '../../support/telemetry.ts'
import { until } from '../../support/until.ts'

const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }
const ADVISED = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]

/** A pool that is instrumented before its first worker opens, and then filled. */
async function measured(options: PoolOptions = {}) {
  const server = await localServer()
  const pool = await poolOn(server.url, { lazy: true, name: 'jobs', ...options })
  const sink = metricSink()
  const stop = instrumentPool(pool, sink)
  onTestFinished(stop)
  await fill(pool)
  return { pool, sink, stop, port: Number(new URL(server.url).port) }
}

/** Values of a metric by their attributes; of a histogram, how many were recorded. */
function points(metric: MetricData | undefined) {
  return (metric?.dataPoints ?? []).map(({ attributes, value }) => ({
    attributes,
    value: typeof value === 'number' ? value : value.count,
  }))
}

const OWN = { [ATTR_DB_CLIENT_CONNECTION_POOL_NAME]: 'jobs' }

it('durations of operations are recorded by the conventions, with what failed', async () => {
  const { pool, sink, port } = await measured()
  for (let call = 0; call < 3; call++) await pool.client.count('docs')
  await pool.client.count('nowhere').catch(() => {})
  const metric = (await sink.collect()).get(METRIC_DB_CLIENT_OPERATION_DURATION)
  expect(metric?.descriptor).toMatchObject({
    unit: 's',
    valueType: ValueType.DOUBLE,
    advice: { explicitBucketBoundaries: ADVISED },
  })
  expect(metric?.dataPointType).toBe(DataPointType.HISTOGRAM)
  const where = { [ATTR_SERVER_ADDRESS]: '127.0.0.1', [ATTR_SERVER_PORT]: port }
  const attributes = (operation: string, collection: string) => ({
    [ATTR_DB_SYSTEM_NAME]: 'qdrant',
    [ATTR_DB_OPERATION_NAME]: operation,
    [ATTR_DB_COLLECTION_NAME]: collection,
    ...where,
  })
  expect(points(metric)).toEqual([
    { attributes: attributes('createCollection', 'docs'), value: 1 },
    { attributes: attributes('upsert', 'docs'), value: 1 },
    { attributes: attributes('count', 'docs'), value: 3 },
    {
      attributes: {
        ...attributes('count', 'nowhere'),
        [ATTR_ERROR_TYPE]: '404',
        [ATTR_DB_RESPONSE_STATUS_CODE]: '404',
      },
      value: 1,
    },
  ])
})

it('durations are in seconds, from the call to its settlement', async () => {
  const { pool, sink } = await measured({ embedder })
  const since = performance.now()
  await pool.search('docs', 'pause 60')
  const elapsedMs = performance.now() - since
  const metric = (await sink.collect()).get(METRIC_DB_CLIENT_OPERATION_DURATION)
  const searched = metric?.dataPoints.find(({ attributes }) => attributes[ATTR_DB_OPERATION_NAME] === 'embedQuery')
  const { sum = 0, buckets } = searched?.value as { sum?: number; buckets: { boundaries: number[] } }
  // Begun before the pool's own clock and ended after it, and within the caller's.
  expect(sum).toBeGreaterThanOrEqual((pool.stats().operations.embedQuery?.avgMs ?? Number.NaN) / 1_000)
  expect(sum).toBeLessThanOrEqual(elapsedMs / 1_000)
  expect(buckets.boundaries).toEqual(ADVISED)
})

it('connections are counted by state, with their bounds and those that wait, as the pool counts them', async () => {
  const { pool, sink } = await measured({ size: 3, minSize: 2 })
  const lease = await pool.acquire()
  await Promise.all([pool.client.count('docs'), pool.client.count('docs')])
  await until(() => pool.stats().size === pool.stats().idle + pool.stats().busy)
  const collected = await sink.collect()
  const { idle, busy } = pool.stats()
  expect([idle > 0, busy]).toEqual([true, 1])
  expect(points(collected.get(METRIC_DB_CLIENT_CONNECTION_COUNT))).toEqual([
    { attributes: { ...OWN, [ATTR_DB_CLIENT_CONNECTION_STATE]: DB_CLIENT_CONNECTION_STATE_VALUE_IDLE }, value: idle },
    { attributes: { ...OWN, [ATTR_DB_CLIENT_CONNECTION_STATE]: DB_CLIENT_CONNECTION_STATE_VALUE_USED }, value: busy },
  ])
  const levels = [
    [METRIC_DB_CLIENT_CONNECTION_IDLE_MAX, 3],
    [METRIC_DB_CLIENT_CONNECTION_IDLE_MIN, 2],
    [METRIC_DB_CLIENT_CONNECTION_LIMIT, 3],
    [METRIC_DB_CLIENT_CONNECTION_PENDING_REQUESTS, 0],
  ] as const
  for (const [name, value] of levels) expect(points(collected.get(name))).toEqual([{ attributes: OWN, value }])
  const isMonotonic = (name: string) => (collected.get(name) as { isMonotonic?: boolean } | undefined)?.isMonotonic
  expect(isMonotonic(METRIC_DB_CLIENT_CONNECTION_COUNT)).toBe(false)
  expect(isMonotonic(METRIC_DB_CLIENT_CONNECTION_TIMEOUTS)).toBe(true)
  await lease.release()
})

it('each metric has the unit that the conventions give it', async () => {
  const { sink } = await measured()
  const units = [...(await sink.collect()).values()].map(({ descriptor }) => [descriptor.name, descriptor.unit])
  expect(Object.fromEntries(units)).toEqual({
    [METRIC_DB_CLIENT_OPERATION_DURATION]: 's',
    [METRIC_DB_CLIENT_CONNECTION_CREATE_TIME]: 's',
    [METRIC_DB_CLIENT_CONNECTION_WAIT_TIME]: 's',
    [METRIC_DB_CLIENT_CONNECTION_USE_TIME]: 's',
    [METRIC_DB_CLIENT_CONNECTION_COUNT]: '{connection}',
    [METRIC_DB_CLIENT_CONNECTION_IDLE_MAX]: '{connection}',
    [METRIC_DB_CLIENT_CONNECTION_IDLE_MIN]: '{connection}',
    [METRIC_DB_CLIENT_CONNECTION_LIMIT]: '{connection}',
    [METRIC_DB_CLIENT_CONNECTION_PENDING_REQUESTS]: '{request}',
    [METRIC_DB_CLIENT_CONNECTION_TIMEOUTS]: '{timeout}',
  })
})

it('a wait for a connection that was in vain is a timeout, and a passed deadline is none', async () => {
  const { pool, sink } = await measured({ size: 1, embedder })
  await pool.search('docs', 'pause 1000', { timeoutMs: 20 }).catch(() => {})
  const lease = await pool.acquire()
  await expect(pool.with({ acquireTimeoutMs: 10 }).count('docs')).rejects.toMatchObject({ code: 'E016' })
  const waiting = pool.client.count('docs')
  const collected = await sink.collect()
  expect(points(collected.get(METRIC_DB_CLIENT_CONNECTION_PENDING_REQUESTS))).toEqual([{ attributes: OWN, value: 1 }])
  expect(points(collected.get(METRIC_DB_CLIENT_CONNECTION_TIMEOUTS))).toEqual([{ attributes: OWN, value: 1 }])
  expect(pool.stats().timeouts).toBe(2)
  await lease.release()
  await waiting
})

it('connections that open, waits for them and their uses are recorded one by one', async () => {
  const [waits, uses] = [heardOn<AcquireMessage>('acquire'), heardOn<ReleaseMessage>('release')]
  const openings: number[] = []
  onChannel<EventMessage>('qdrant-worker-pool:event', ({ name, event }) => {
    if (name === 'worker:opened') openings.push(event.durationMs)
  })
  const { pool, sink } = await measured({ size: 1 })
  await pool.use((client) => client.count('docs'))
  await Promise.all([1, 2, 3].map((id) => pool.client.retrieve('docs', { ids: [id] })))
  await new Promise((resolve) => setImmediate(resolve))
  const collected = await sink.collect()
  const count = (value: number) => [{ attributes: OWN, value }]
  expect(points(collected.get(METRIC_DB_CLIENT_CONNECTION_CREATE_TIME))).toEqual(count(1))
  // Two to fill it, a lease, and three calls that share a request.
  expect(points(collected.get(METRIC_DB_CLIENT_CONNECTION_WAIT_TIME))).toEqual(count(6))
  expect(points(collected.get(METRIC_DB_CLIENT_CONNECTION_USE_TIME))).toEqual(count(4))
  const sums = [
    [METRIC_DB_CLIENT_CONNECTION_CREATE_TIME, openings],
    [METRIC_DB_CLIENT_CONNECTION_WAIT_TIME, waits.map(({ waitMs }) => waitMs)],
    [METRIC_DB_CLIENT_CONNECTION_USE_TIME, uses.map(({ heldMs }) => heldMs)],
  ] as const
  for (const [name, durationsMs] of sums) {
    const { sum = 0 } = collected.get(name)?.dataPoints[0]?.value as { sum?: number }
    const wantedMs = durationsMs.reduce((total, ms) => total + ms, 0)
    expect(sum * 1_000).toBeCloseTo(wantedMs, 6)
    expect(wantedMs).toBeGreaterThan(0)
  }
})

it('nothing is measured any more once it is stopped', async () => {
  const { pool, sink, stop } = await measured()
  const before = await sink.collect()
  stop()
  await pool.client.count('docs')
  const lease = await pool.acquire()
  const after = await sink.collect()
  await lease.release()
  // The SDK goes on to tell what it was told last.
  for (const name of [METRIC_DB_CLIENT_OPERATION_DURATION, METRIC_DB_CLIENT_CONNECTION_COUNT])
    expect(points(after.get(name))).toEqual(points(before.get(name)))
})

it('the global meter provider is used where none is given', async () => {
  const sink = metricSink()
  metrics.setGlobalMeterProvider(sink.meterProvider)
  onTestFinished(() => metrics.disable())
  const { pool } = await filledPool()
  onTestFinished(instrumentPool(pool))
  await pool.client.count('docs')
  expect(points((await sink.collect()).get(METRIC_DB_CLIENT_OPERATION_DURATION))).toMatchObject([{ value: 1 }])
})
