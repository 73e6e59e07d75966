import { expect, it } from 'vitest'
import { filledPool } from '../../support/local-pool.ts'
import { proxiedPool } from '../../support/proxied-pool.ts'
import { until } from '../../support/until.ts'

const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }

it('settles queued, running and hung calls, leases and waits for one within its timeout, and ends every thread', async () => {
  const { pool } = await filledPool({ size: 2, embedder, leakDetectionMs: 60_000 })
  const lease = await pool.acquire()
  const hung = pool.search('docs', 'spin')
  await until(() => pool.stats().workers.some(({ condition }) => condition === 'computing'))
  const leased = lease.client.count('docs')
  const queued = Array.from({ length: 10 }, () => pool.client.count('docs'))
  const waiting = pool.acquire()
  const closing = pool.close({ timeoutMs: 200 })
  await expect(waiting).rejects.toMatchObject({ code: 'POOL_CLOSED' })
  expect(await leased).toEqual({ count: 3 })
  for (const call of [hung, ...queued]) await expect(call).rejects.toMatchObject({ code: 'POOL_CLOSED' })
  await closing
  expect(pool.stats()).toMatchObject({ size: 0, idle: 0, busy: 0, opening: 0, dying: 0 })
  await lease.release()
  await expect(lease.client.count('docs')).rejects.toMatchObject({ code: 'POOL_CLOSED' })
  for (const late of [pool.client.count('docs'), pool.acquire(), pool.resize({ size: 3 }), pool.reset()])
    await expect(late).rejects.toMatchObject({ code: 'POOL_CLOSED' })
  await pool.close()
})

it('is told once, whatever was under way: opening, resizing, resetting, a health check', async () => {
  const { pool, proxy, events } = await proxiedPool({ size: 3, minSize: 3 })
  proxy.fault = { kind: 'refuse' }
  proxy.resetAll()
  await until(() => pool.stats().opening === 3)
  const under = [
    pool.reset(),
    pool.resize({ size: 1, minSize: 1 }),
    pool.checkHealth('deep'),
    pool.client.count('docs'),
  ]
  const settled = Promise.allSettled(under)
  await Promise.all([pool.close({ timeoutMs: 100 }), pool.close()])
  await settled
  expect(events.named('close')).toHaveLength(1)
  expect(pool.stats().size).toBe(0)
})
