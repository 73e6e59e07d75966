import { expect, it, onTestFinished } from 'vitest'
import { startLocalServer } from '../../../src/embedded/local-server.ts'
import type { PoolOptions } from '../../../src/index.ts'
import { recorded } from '../../support/events.ts'
import { FaultProxy } from '../../support/fault-proxy.ts'
import { fill, poolOn } from '../../support/local-pool.ts'
import { until } from '../../support/until.ts'

const THREE = { count: 3 }

/** A pool that speaks gRPC through a fault proxy, and REST past it. */
async function throughProxy(options: PoolOptions = {}) {
  const server = await startLocalServer({ grpc: true })
  onTestFinished(() => server.close())
  const proxy = await FaultProxy.before(`http://127.0.0.1:${server.grpcPort}`)
  onTestFinished(() => proxy.close())
  const pool = await poolOn(server.url, { preferGrpc: true, grpcPort: Number(new URL(proxy.url).port), ...options })
  await fill(pool)
  return { pool, proxy, events: recorded(pool) }
}

it('is whole again within 2 s of the return of a gRPC server that was away', async () => {
  const { pool, proxy } = await throughProxy({ size: 3, minSize: 3 })
  proxy.fault = { kind: 'refuse' }
  proxy.resetAll()
  const waiting = Array.from({ length: 30 }, () => pool.with({ priority: 'batch' }).count('docs'))
  await until(() => pool.stats().opening === 3)
  proxy.fault = { kind: 'none' }
  await proxy.ready
  await until(() => proxy.open === 3, 2_000)
  for (const count of await Promise.all(waiting)) expect(count).toEqual(THREE)
  expect(proxy.peakOpen).toBeLessThanOrEqual(3)
  expect(pool.stats()).toMatchObject({ created: 3, replaced: 0 })
})

it('finds a session in a black hole by a late answer, and its worker serves again', async () => {
  const { pool, proxy } = await throughProxy({ size: 1 })
  proxy.fault = { kind: 'blackhole', both: true }
  await expect(pool.with({ timeoutMs: 200 }).scroll('docs')).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
  proxy.fault = { kind: 'none' }
  expect(await pool.with({ timeoutMs: 8_000 }).count('docs')).toEqual(THREE)
  expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
})

it('gives up a session that takes no more bytes, and its worker serves again', async () => {
  const { pool, proxy } = await throughProxy({ size: 1 })
  proxy.fault = { kind: 'stall' }
  // More than the buffers of both sockets take.
  const payload = { text: 'x'.repeat(16 * 2 ** 20) }
  const stalled = pool.with({ timeoutMs: 1_000 }).upsert('docs', { points: [{ id: 9, vector: [1, 2, 3, 4], payload }] })
  await expect(stalled).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown' })
  proxy.fault = { kind: 'none' }
  expect(await pool.client.retrieve('docs', { ids: [1] })).toHaveLength(1)
  await until(() => pool.stats().idle === 1)
  expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
})

it('leaves the other calls of a session alone when one of them is late', async () => {
  const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }
  const { pool, events } = await throughProxy({ size: 1, embedder })
  const slow = pool.search('docs', 'pause 1000')
  const late = pool.search('docs', 'never', { timeoutMs: 100 })
  await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
  for (let turn = 0; turn < 10; turn++) expect(await pool.client.count('docs')).toEqual(THREE)
  expect(await slow).toHaveLength(3)
  expect(events.named('worker:failed')).toEqual([])
})

it('takes no session for dead whose answer to a ping lay unread while its thread computed', async () => {
  const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }
  const { pool, proxy } = await throughProxy({ size: 1, embedder })
  const abort = new AbortController()
  proxy.fault = { kind: 'delay', ms: 100 }
  const filter = { must: [{ key: 'id', match: { value: 1 } }] }
  const write = pool.client.setPayload('docs', { filter, payload: { seen: true }, wait: true })
  const aborted = pool.with({ signal: abort.signal }).scroll('docs', { limit: 3 })
  await until(() => pool.stats().workers[0]?.condition === 'waiting')
  abort.abort(new Error('enough'))
  const computing = pool.search('docs', 'compute 1500')
  await expect(aborted).rejects.toThrow('enough')
  expect(await write).toMatchObject({ status: 'completed' })
  expect(await computing).toHaveLength(3)
  expect(proxy.accepted).toBe(1)
})
