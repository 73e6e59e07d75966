import { expect, it } from 'vitest'
import { PoolExhaustedError } from '../../../src/index.ts'
import { poolOn } from '../../support/local-pool.ts'
import { proxiedPool } from '../../support/proxied-pool.ts'
import { until } from '../../support/until.ts'

const THREE = { count: 3 }

it('is whole again within 2 s of the return of a server that was away under 50 callers', async () => {
  const { pool, proxy, events } = await proxiedPool({ size: 5, minSize: 5 })
  let running = true
  const outcomes = new Map<string, number>()
  const callers = Array.from({ length: 50 }, async () => {
    while (running) {
      const outcome = await pool.client.count('docs').then(
        () => 'ok',
        (error: { code?: string }) => error.code ?? String(error),
      )
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
  })
  await until(() => (outcomes.get('ok') ?? 0) > 100)
  proxy.fault = { kind: 'refuse' }
  proxy.resetAll()
  await until(() => events.named('degraded').length === 1 && events.named('circuit:open').length === 1)
  expect(pool.stats().circuit).toEqual({ [proxy.url]: 'open' })
  proxy.peakOpen = 0
  proxy.fault = { kind: 'none' }
  await proxy.ready
  await until(() => proxy.open === 5 && pool.stats().idle + pool.stats().busy === 5, 2_000)
  const ok = outcomes.get('ok') ?? 0
  await until(() => (outcomes.get('ok') ?? 0) > ok + 100)
  running = false
  await Promise.all(callers)
  expect(proxy.peakOpen).toBeLessThanOrEqual(5)
  expect([...outcomes.keys()].filter((outcome) => !EXPECTED.has(outcome))).toEqual([])
  expect(pool.stats()).toMatchObject({ replaced: 0, created: 5 })
  await until(() => events.named('recovered').length === 1)
  expect(pool.stats().circuit).toEqual({ [proxy.url]: 'closed' })
})

const EXPECTED = new Set(['ok', 'CONNECTION_LOST', 'CONNECTION_REFUSED', 'CIRCUIT_OPEN', 'E016'])

it('fails calls at their deadline in a black hole, and uses their workers again', async () => {
  const { pool, proxy } = await proxiedPool({ size: 3, minSize: 3 })
  proxy.fault = { kind: 'blackhole', both: true }
  const calls = Array.from({ length: 3 }, async () => {
    const call = pool.with({ timeoutMs: 300 }).scroll('docs')
    await expect(call).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', phase: 'request', outcome: 'unknown' })
  })
  await Promise.all(calls)
  proxy.fault = { kind: 'none' }
  const served = Array.from({ length: 30 }, () => pool.client.count('docs'))
  for (const count of await Promise.all(served)) expect(count).toEqual(THREE)
  await until(() => pool.stats().idle === 3)
  expect(pool.stats()).toMatchObject({ created: 3, replaced: 0 })
})

it('finds a half-open connection while it is idle, within a health interval', async () => {
  const { pool, proxy, events } = await proxiedPool({ size: 1, healthCheckIntervalMs: 300 })
  proxy.fault = { kind: 'half-open' }
  await until(() => events.named('health').some((event) => (event as { cause?: Error }).cause !== undefined), 5_000)
  proxy.fault = { kind: 'none' }
  expect(await pool.client.count('docs')).toEqual(THREE)
  expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
})

it('finds a half-open connection on first use, inside the deadline of that call', async () => {
  const { pool, proxy } = await proxiedPool({ size: 1 })
  proxy.fault = { kind: 'half-open' }
  proxy.fault = { kind: 'none' }
  expect(await pool.with({ timeoutMs: 5_000 }).count('docs')).toEqual(THREE)
})

it.each([
  ['a reset in the middle of an answer', { kind: 'cut', afterBytes: 40 }],
  ['an answer that ends early', { kind: 'truncate', afterBytes: 60 }],
] as const)('gives one typed error after %s, and the worker survives', async (_name, fault) => {
  const { pool, proxy } = await proxiedPool({ size: 1, retry: false })
  proxy.fault = fault
  await expect(pool.client.scroll('docs')).rejects.toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' })
  proxy.fault = { kind: 'none' }
  expect(await pool.client.count('docs')).toEqual(THREE)
  expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
})

it('reads answers that come byte by byte', async () => {
  const { pool, proxy } = await proxiedPool({ size: 2 })
  proxy.fault = { kind: 'byte-by-byte' }
  const { points } = await pool.client.scroll('docs', { with_vector: true })
  expect(points).toHaveLength(3)
  expect(await pool.client.getCollections()).toEqual({ collections: [{ name: 'docs' }] })
})

it('waits for a slow network, and does not take it for a broken one', async () => {
  const { pool, proxy, events } = await proxiedPool({ size: 2, minSize: 2, healthCheckIntervalMs: 200 })
  proxy.fault = { kind: 'delay', ms: 60 }
  await until(() => events.named('health').filter((event) => (event as { slow: boolean }).slow).length >= 2)
  expect(await pool.client.count('docs')).toEqual(THREE)
  expect(pool.stats()).toMatchObject({ created: 2, replaced: 0, healthFailures: 0 })
})

it('opens a new connection beside one that the server closes slowly, only when that is gone', async () => {
  const { pool, proxy } = await proxiedPool({ size: 1 })
  proxy.fault = { kind: 'slow-close', ms: 300 }
  proxy.hangUpAll()
  expect(await pool.client.count('docs')).toEqual(THREE)
  expect(proxy.peakOpen).toBe(1)
})

it('fails no call, and keeps minSize sockets, where the server closes idle ones', async () => {
  const { pool, proxy } = await proxiedPool({ size: 3, minSize: 3 })
  for (let turn = 0; turn < 20; turn++) {
    proxy.hangUpAll()
    await until(() => proxy.open === 0)
    const calls = Array.from({ length: 6 }, () => pool.client.count('docs'))
    for (const count of await Promise.all(calls)) expect(count).toEqual(THREE)
  }
  proxy.hangUpAll()
  // Nobody calls: the workers' own keep-alive opens them again.
  await until(() => proxy.open === 3)
  expect(pool.stats()).toMatchObject({ created: 3, replaced: 0, healthFailures: 0 })
})

it('serves 1,000 waiting calls when the server comes back, over no more connections than its size', async () => {
  const { pool, proxy } = await proxiedPool({ size: 4, minSize: 4, breaker: false })
  proxy.fault = { kind: 'refuse' }
  proxy.resetAll()
  await until(() => pool.stats().opening === 4)
  const calls = Array.from({ length: 1_000 }, (_, index) =>
    index % 2 === 0 ? pool.client.count('docs') : pool.with({ coalesce: false }).retrieve('docs', { ids: [1] }),
  )
  await until(() => pool.stats().waiting === 1_000)
  proxy.peakOpen = 0
  const { accepted } = proxy
  proxy.fault = { kind: 'none' }
  await Promise.all(calls)
  expect(proxy.peakOpen).toBeLessThanOrEqual(4)
  expect(proxy.accepted - accepted).toBe(4)
})

it('rejects every call within the acquire timeout while no connection opens, says why, and recovers', async () => {
  const { pool, proxy, events } = await proxiedPool({ size: 2, acquireTimeoutMs: 2_000, breaker: false })
  proxy.fault = { kind: 'refuse' }
  proxy.resetAll()
  await until(() => pool.stats().opening === pool.stats().size)
  const calls = Array.from({ length: 20 }, () => pool.client.getCollections())
  for (const { reason } of (await Promise.allSettled(calls)) as PromiseRejectedResult[]) {
    expect(reason).toBeInstanceOf(PoolExhaustedError)
    expect(reason.message).toMatch(/the last worker could not be opened: .*ECONNREFUSED/)
  }
  expect(events.named('degraded')).toMatchObject([{ cause: { message: expect.stringContaining('ECONNREFUSED') } }])
  proxy.fault = { kind: 'none' }
  await until(() => events.named('recovered').length === 1)
  expect(await pool.client.count('docs')).toEqual(THREE)
})

it('refuses interactive calls at once while the circuit is open, lets those of lane batch wait, and closes it by itself', async () => {
  const { pool, proxy, events } = await proxiedPool({ size: 1 })
  proxy.fault = { kind: 'refuse' }
  proxy.resetAll()
  const waiting = pool.with({ priority: 'batch' }).count('docs')
  await until(() => events.named('circuit:open').length === 1)
  await expect(pool.client.count('docs')).rejects.toMatchObject({ code: 'CIRCUIT_OPEN', outcome: 'not-sent' })
  await expect(pool.acquire()).rejects.toThrow(/ECONNREFUSED/)
  proxy.fault = { kind: 'none' }
  expect(await waiting).toEqual(THREE)
  expect(await pool.client.count('docs')).toEqual(THREE)
  await until(() => events.named('circuit:closed').length === 1)
  expect(events.named('circuit:open')).toMatchObject([{ endpoint: proxy.url, cause: expect.any(Error) }])
})

it('opens, and serves over the other node, while one of two is down, and uses both when it is back', async () => {
  const { proxy, server, pool: seed } = await proxiedPool()
  proxy.fault = { kind: 'refuse' }
  proxy.resetAll()
  await seed.close({ timeoutMs: 0 })
  const pool = await poolOn(server.url, { url: [proxy.url, server.url], size: 4, minSize: 2, idleTimeoutMs: 200 })
  expect(pool.stats().idle).toBeGreaterThan(0)
  const calls = Array.from({ length: 40 }, () => pool.with({ coalesce: false, timeoutMs: 5_000 }).count('docs'))
  for (const count of await Promise.all(calls)) expect(count).toEqual(THREE)
  // What serves stays; what waits for the other node does not count.
  await until(() => pool.stats().idle === 2)
  proxy.fault = { kind: 'none' }
  await until(() => proxy.open > 0 && pool.stats().opening === 0, 2_000)
  expect(await pool.client.count('docs')).toEqual(THREE)
  expect(pool.stats()).toMatchObject({ replaced: 0 })
})
