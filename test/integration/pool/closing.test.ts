import { expect, it, onTestFinished } from 'vitest'
import { FaultProxy } from '../../support/fault-proxy.ts'
import { fill, filledPool, localServer, poolOn } from '../../support/local-pool.ts'

it('lets issued calls finish, refuses later ones, and leaves no connection', async () => {
  const { pool, server } = await filledPool({ size: 2 })
  const calls = Array.from({ length: 50 }, () => pool.client.count('docs'))
  const closing = pool.close()
  await expect(pool.client.count('docs')).rejects.toMatchObject({ code: 'POOL_CLOSED' })
  await expect(pool.acquire()).rejects.toMatchObject({ code: 'POOL_CLOSED' })
  for (const call of calls) expect(await call).toEqual({ count: 3 })
  await closing
  expect(pool.stats()).toMatchObject({ size: 0, idle: 0, busy: 0, opening: 0, dying: 0 })
  expect(await server.connections()).toMatchObject({ open: 0 })
})

it('refuses a timeout that is none', async () => {
  const { pool } = await filledPool()
  await expect(pool.close({ timeoutMs: Number.POSITIVE_INFINITY })).rejects.toMatchObject({ code: 'INVALID_CONFIG' })
  expect(await pool.client.count('docs')).toEqual({ count: 3 })
})

it('is bounded by its timeout where a call hangs, and a second close waits for the first', async () => {
  const server = await localServer()
  const proxy = await FaultProxy.before(server.url)
  onTestFinished(() => proxy.close())
  const pool = await poolOn(proxy.url, { size: 1 })
  await fill(pool)
  proxy.fault = { kind: 'blackhole' }
  const hung = pool.client.count('docs')
  const queued = pool.client.count('docs')
  const rejected = Promise.all([
    expect(hung).rejects.toMatchObject({ code: 'POOL_CLOSED' }),
    expect(queued).rejects.toMatchObject({ code: 'POOL_CLOSED' }),
  ])
  await Promise.all([pool.close({ timeoutMs: 100 }), pool.close(), pool[Symbol.asyncDispose]()])
  await rejected
  expect(pool.stats().size).toBe(0)
})
