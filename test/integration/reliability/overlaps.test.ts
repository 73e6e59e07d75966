import { setImmediate } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import type { PoolStats } from '../../../src/index.ts'
import { FaultProxy } from '../../support/fault-proxy.ts'
import { fill, localServer, poolOn } from '../../support/local-pool.ts'
import { until } from '../../support/until.ts'

/** What the bench chaos, or thinking about it, has found. */
const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }

it('closes while a worker that does not answer is being ended', async () => {
  const server = await localServer()
  const pool = await poolOn(server.url, { size: 1, embedder })
  const spinning = pool.search('docs', 'spin', { timeoutMs: 100 })
  await expect(spinning).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
  // Not for long: a thread is ended within some ms, on a busy machine before anybody looks.
  const isEnded = ({ size, created }: PoolStats) => size === 0 || created > 1
  while (pool.stats().dying === 0 && !isEnded(pool.stats())) await setImmediate()
  await pool.close({ timeoutMs: 0 })
  expect(pool.stats().size).toBe(0)
})

it('resets twice at a time', async () => {
  const server = await localServer()
  const pool = await poolOn(server.url, { size: 2, minSize: 2 })
  const settled = Promise.allSettled([pool.reset(), pool.reset()])
  let isSettled = false
  void settled.then(() => {
    isSettled = true
  })
  await until(() => isSettled, 5_000)
})

it('says that a reset cannot be done while no server is there', async () => {
  const server = await localServer()
  const proxy = await FaultProxy.before(server.url)
  onTestFinished(() => proxy.close())
  const pool = await poolOn(proxy.url, { size: 2, minSize: 2 })
  proxy.fault = { kind: 'refuse' }
  proxy.resetAll()
  await until(() => pool.stats().failed > 4)
  let reason: unknown
  pool.reset().catch((error: unknown) => {
    reason = error
  })
  await until(() => reason !== undefined, 5_000)
  expect(reason).toMatchObject({ code: 'E018' })
})

it('closes while a reset is under way', async () => {
  const server = await localServer()
  const pool = await poolOn(server.url, { size: 2, minSize: 2 })
  const settled = Promise.allSettled([pool.reset(), pool.resize({ size: 1 })])
  await pool.close()
  await settled
  expect(pool.stats().size).toBe(0)
})

it('resizes while a reset is under way', async () => {
  const server = await localServer()
  const pool = await poolOn(server.url, { size: 4, minSize: 4 })
  const reset = pool.reset()
  await pool.resize({ size: 1, minSize: 1 })
  await pool.resize({ size: 4, minSize: 3 })
  await reset
  await until(() => pool.stats().idle === 3 && pool.stats().size === 3)
})

it('tells of no replacement where it closes while a connection is being repaired', async () => {
  const server = await localServer()
  const proxy = await FaultProxy.before(server.url)
  onTestFinished(() => proxy.close())
  const pool = await poolOn(proxy.url, { size: 1 })
  const told: string[] = []
  pool.on('worker:replaced', () => told.push('replaced')).on('worker:retired', ({ reason }) => told.push(reason))
  proxy.fault = { kind: 'refuse' }
  proxy.resetAll()
  await expect(pool.with({ timeoutMs: 300 }).getCollections()).rejects.toThrow()
  await pool.close({ timeoutMs: 0 })
  expect([told, pool.stats().replaced]).toEqual([['close'], 0])
})

it('shows a leased worker whose thread is being ended as dying', async () => {
  const server = await localServer()
  const pool = await poolOn(server.url, { size: 1 })
  await pool.acquire()
  const closing = pool.close({ timeoutMs: 0 })
  while (pool.stats().dying === 0) await setImmediate()
  const { workers } = pool.stats()
  await closing
  expect(workers.map(({ state }) => state)).toEqual(['dying'])
})

// By the nature of repeating: the first attempt is on its way still when the second is acknowledged. `retry: false`, or
// a version in the payload and `update_filter`, is what helps whoever cannot bear it.
it('may undo an acknowledged write where one before it had to be repeated', async () => {
  const server = await localServer()
  const proxy = await FaultProxy.before(server.url)
  onTestFinished(() => proxy.close())
  const pool = await poolOn(proxy.url, { size: 1 })
  await fill(pool)
  const write = (n: number) =>
    pool.client.upsert('docs', { wait: true, points: [{ id: 1, vector: [1, 0, 0, 0], payload: { n } }] })
  const stored = async () => (await pool.client.retrieve('docs', { ids: [1] }))[0]?.payload?.n
  const before = proxy.heardBytes
  proxy.fault = { kind: 'delay', ms: 1_000 }
  const first = write(1)
  await until(() => proxy.heardBytes > before)
  proxy.fault = { kind: 'none' }
  proxy.resetAll()
  expect(await first).toMatchObject({ status: 'completed' })
  expect(await write(2)).toMatchObject({ status: 'completed' })
  expect(await stored()).toBe(2)
  await until(async () => (await stored()) === 1)
})
