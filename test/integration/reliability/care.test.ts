import { expect, it, onTestFinished, vi } from 'vitest'
import { HealthCheckFailedError } from '../../../src/index.ts'
import { recorded } from '../../support/events.ts'
import { filledPool, localServer, poolOn } from '../../support/local-pool.ts'
import { proxiedPool } from '../../support/proxied-pool.ts'
import { until } from '../../support/until.ts'

const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }
const THREE = { count: 3 }

it('replaces every worker without failing a call', async () => {
  const { pool, server } = await filledPool({ size: 3, minSize: 3 })
  const events = recorded(pool)
  let running = true
  const callers = Array.from({ length: 6 }, async () => {
    while (running) expect(await pool.client.count('docs')).toEqual(THREE)
  })
  await pool.reset()
  running = false
  await Promise.all(callers)
  await until(() => pool.stats().idle === 3)
  expect(events.named('worker:retired')).toMatchObject(Array(3).fill({ reason: 'reset' }))
  expect(pool.stats()).toMatchObject({ size: 3, created: 6, replaced: 0 })
  expect((await server.connections()).peak).toBeLessThanOrEqual(3)
})

it('grows and shrinks on demand, never beyond its size, without failing a call', async () => {
  const { pool, server } = await filledPool({ size: 1 })
  let running = true
  const callers = Array.from({ length: 12 }, async () => {
    while (running) expect(await pool.with({ coalesce: false }).count('docs')).toEqual(THREE)
  })
  await pool.resize({ size: 4 })
  await until(() => pool.stats().size === 4 && pool.stats().opening === 0)
  await pool.resize({ size: 2 })
  await until(() => pool.stats().size === 2)
  await pool.resize({ size: 3, minSize: 3 })
  await until(() => pool.stats().size === 3 && pool.stats().opening === 0)
  running = false
  await Promise.all(callers)
  expect(pool.stats()).toMatchObject({ size: 3, minSize: 3, maxSize: 3, replaced: 0 })
  expect((await server.connections()).peak).toBe(4)
  await expect(pool.resize({ size: 2 })).rejects.toThrow('Expected `minSize` to be at most `size` (2), got 3')
  await expect(pool.resize({ size: 0.5 })).rejects.toMatchObject({ code: 'INVALID_CONFIG' })
  await expect(pool.resize({ sise: 3 } as never)).rejects.toMatchObject({ code: 'INVALID_CONFIG' })
})

it('checks its health in three tiers, on the collection that was used last', async () => {
  const { pool } = await filledPool({ size: 2, minSize: 2 })
  const events = recorded(pool)
  for (const tier of ['fast', 'medium', 'deep'] as const) {
    const found = await pool.checkHealth(tier)
    expect(found).toMatchObject({ tier, healthy: true, recentFailures: [] })
    expect(found.workers).toMatchObject([0, 1].map((slot) => ({ slot, healthy: true, busy: false, reason: undefined })))
  }
  expect(events.named('health')).toHaveLength(6)
  expect(await pool.isHealthy()).toBe(true)
})

it('opens a worker to check a lazy pool, and a deep check looks at a collection that no call has named', async () => {
  const { server } = await filledPool()
  const pool = await poolOn(server.url, { lazy: true })
  expect(await pool.checkHealth('deep')).toMatchObject({ healthy: true, workers: [{ slot: 0 }] })
  const empty = await localServer()
  const none = await poolOn(empty.url)
  expect(await none.checkHealth('deep')).toMatchObject({ healthy: true })
})

it('fails a health check with E017 where no worker reaches the server, and says why', async () => {
  const { pool, proxy } = await proxiedPool({ size: 2, minSize: 2 })
  proxy.fault = { kind: 'refuse' }
  proxy.resetAll()
  await until(() => pool.stats().opening === 2)
  const failed = pool.checkHealth()
  await expect(failed).rejects.toBeInstanceOf(HealthCheckFailedError)
  await expect(failed).rejects.toMatchObject({ code: 'E017', message: expect.stringContaining('ECONNREFUSED') })
  expect(await pool.isHealthy()).toBe(false)
  proxy.fault = { kind: 'none' }
  await until(() => pool.isHealthy())
})

it('tells a worker that computes, one that waits for the server, and one that does nothing apart', async () => {
  const { pool, proxy } = await proxiedPool({ size: 3, minSize: 3, embedder })
  const computing = pool.search('docs', 'compute 1500')
  await until(() => pool.stats().workers.some(({ condition }) => condition === 'computing'))
  proxy.fault = { kind: 'delay', ms: 500 }
  const waiting = pool.client.getCollections()
  await until(() => pool.stats().workers.some(({ condition }) => condition === 'waiting'))
  expect(
    pool
      .stats()
      .workers.map(({ condition }) => condition)
      .sort(),
  ).toEqual(['computing', 'idle', 'waiting'])
  const { workers } = await pool.checkHealth('fast')
  expect(workers).toMatchObject(Array(3).fill({ healthy: true }))
  await Promise.all([computing, waiting])
})

it('replaces nobody because the main thread was blocked', async () => {
  const { pool } = await filledPool({ size: 4, minSize: 4, healthCheckIntervalMs: 200, embedder })
  const events = recorded(pool)
  const late = Array.from({ length: 4 }, () => pool.search('docs', 'never', { timeoutMs: 100 }))
  const rejected = Promise.allSettled(late)
  await until(() => pool.stats().busy === 4)
  const end = performance.now() + 1_500
  while (performance.now() < end);
  await rejected
  for (let turn = 0; turn < 20; turn++) expect(await pool.client.count('docs')).toEqual(THREE)
  await until(() => pool.stats().idle === 4)
  expect(pool.stats()).toMatchObject({ created: 4, replaced: 0, healthFailures: 0 })
  expect(events.named('worker:failed')).toEqual([])
})

it('replaces nobody because workers were blocked for a while', async () => {
  const { pool } = await filledPool({ size: 2, minSize: 2, healthCheckIntervalMs: 200, embedder })
  const blocked = ['compute 1500', 'compute 1500'].map((text) => pool.search('docs', text))
  await until(() => pool.stats().workers.every(({ condition }) => condition === 'computing'))
  expect(await pool.checkHealth('medium')).toMatchObject({ healthy: true })
  await Promise.all(blocked)
  expect(await pool.client.count('docs')).toEqual(THREE)
  expect(pool.stats()).toMatchObject({ created: 2, replaced: 0, healthFailures: 0 })
})

it('replaces nobody because idle workers were found blocked by a check', async () => {
  const { pool } = await filledPool({ size: 2, minSize: 2, embedder })
  await Promise.all(['compute later 3000', 'compute later 3000'].map((text) => pool.search('docs', text)))
  await until(() => pool.stats().workers.every(({ condition }) => condition === 'blocked'))
  await expect(pool.checkHealth('fast')).rejects.toThrow(/its thread is blocked/)
  expect(await pool.client.count('docs')).toEqual(THREE)
  await until(() => pool.isHealthy())
  expect(pool.stats()).toMatchObject({ created: 2, replaced: 0 })
})

it.each([3_600_000, -3_600_000])('changes nothing when the wall clock moves by %i ms', async (byMs) => {
  const { pool, proxy, events } = await proxiedPool({ size: 2, minSize: 2, healthCheckIntervalMs: 300 })
  const { now } = Date
  const moved = vi.spyOn(Date, 'now').mockImplementation(() => now() + byMs)
  onTestFinished(() => moved.mockRestore())
  const slow = pool.with({ timeoutMs: 5_000, acquireTimeoutMs: 5_000 }).count('docs')
  expect(await slow).toEqual(THREE)
  proxy.fault = { kind: 'refuse' }
  proxy.resetAll()
  await until(() => events.named('circuit:open').length === 1)
  moved.mockImplementation(() => now() - byMs)
  proxy.fault = { kind: 'none' }
  await until(() => events.named('circuit:closed').length === 1)
  await until(() => pool.stats().idle === 2)
  expect(await pool.client.count('docs')).toEqual(THREE)
  expect(pool.stats()).toMatchObject({ recycled: 0, replaced: 0, created: 2 })
})

it('tells of a lease that is not released, with the place that took it', async () => {
  const { pool } = await filledPool({ size: 1, leakDetectionMs: 50 })
  const events = recorded(pool)
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
  const lease = await pool.acquire()
  await until(() => events.named('lease:leaked').length === 1)
  expect(events.named('lease:leaked')).toMatchObject([
    { slot: 0, heldMs: 50, cause: { stack: expect.stringContaining('care.test.ts') } },
  ])
  expect(await warned).toMatchObject({ code: 'LEASE_LEAKED', message: expect.stringContaining('care.test.ts') })
  await Promise.all([lease.release(), lease.release()])
  await lease.release()
  await pool.use((client) => client.count('docs'))
  expect(pool.stats()).toMatchObject({ idle: 1, busy: 0, size: 1 })
})

it('answers a call that comes while a health check hangs', async () => {
  const { pool, proxy } = await proxiedPool({ size: 1, healthCheckIntervalMs: 200 })
  const before = proxy.heardBytes
  proxy.fault = { kind: 'half-open' }
  await until(() => proxy.heardBytes > before)
  proxy.fault = { kind: 'none' }
  expect(await pool.client.count('docs')).toEqual(THREE)
  expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
})
