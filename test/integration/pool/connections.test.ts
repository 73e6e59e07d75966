import { expect, it } from 'vitest'
import { openSockets } from '../../../src/pool/pool.ts'
import { filledPool, localServer, poolOn } from '../../support/local-pool.ts'
import { until } from '../../support/until.ts'

const settled = (pool: Awaited<ReturnType<typeof filledPool>>['pool'], size: number) =>
  until(() => pool.stats().idle === size)

it('opens exactly 5 connections for 10 callers on size 5, long-tail methods in the mix', async () => {
  const { pool, server } = await filledPool({ size: 5 })
  const callers = Array.from({ length: 10 }, async (_, caller) => {
    for (let turn = 0; turn < 20; turn++) {
      if (turn % 3 === caller % 3) await pool.client.getCollection('docs')
      else if (turn % 3 === 1) await pool.client.getCollections()
      else await pool.client.retrieve('docs', { ids: [1 + (turn % 3)] })
    }
  })
  await Promise.all(callers)
  await settled(pool, 5)
  expect(await server.connections()).toMatchObject({ open: 5, peak: 5, accepted: 5 })
  expect(openSockets(pool)).toBe(5)
})

it('shrinks to minSize when idle, and keeps those sockets open beyond the time after which the server closes idle ones', async () => {
  const { pool, server } = await filledPool({ size: 4, minSize: 2, idleTimeoutMs: 100 })
  await Promise.all(Array.from({ length: 8 }, () => pool.client.getCollections()))
  await until(() => pool.stats().created === 4)
  await settled(pool, 2)
  const { accepted } = await server.connections()
  expect(await server.connections()).toMatchObject({ open: 2 })
  // The server closes a socket after 5 s without a request.
  await new Promise((resolve) => setTimeout(resolve, 6_000))
  expect(await server.connections()).toMatchObject({ open: 2, accepted })
})

it('opens one connection more for each caller that finds none free, and no further', async () => {
  const { pool, server } = await filledPool({ size: 5 })
  for (let turn = 0; turn < 10; turn++) await Promise.all([pool.client.count('docs'), pool.client.getCollections()])
  await until(() => pool.stats().opening === 0)
  expect(await server.connections()).toMatchObject({ accepted: 2 })
})

it('grows to size before it refuses a call for a full queue', async () => {
  const { pool } = await filledPool({ size: 3, maxQueue: 0 })
  const leases = await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()])
  await expect(pool.client.count('docs')).rejects.toMatchObject({ code: 'E016' })
  for (const lease of leases) await lease.release()
  expect(await pool.client.count('docs')).toEqual({ count: 3 })
})

it('stays at one connection for one caller', async () => {
  const { pool, server } = await filledPool({ size: 5 })
  for (let turn = 0; turn < 20; turn++) await pool.client.count('docs')
  expect(await server.connections()).toMatchObject({ open: 1, accepted: 1 })
})

it('opens minSize at once, and none where it is lazy', async () => {
  const server = await localServer()
  await poolOn(server.url, { size: 3, minSize: 3 })
  expect(await server.connections()).toMatchObject({ open: 3 })
  const lazy = await poolOn(server.url, { lazy: true })
  expect(lazy.stats().size).toBe(0)
  expect(await lazy.client.getCollections()).toEqual({ collections: [] })
  expect(lazy.stats().size).toBe(1)
})

it('opens a connection anew for its age, in the same worker, without failing a call', async () => {
  const { pool, server } = await filledPool({ size: 1, recycleAfterMs: 100 })
  await until(async () => {
    await pool.client.count('docs')
    return pool.stats().recycled >= 2
  })
  expect(pool.stats()).toMatchObject({ created: 1, replaced: 0, size: 1 })
  expect(await server.connections()).toMatchObject({ peak: 1 })
})

it('shares several URLs out over the workers', async () => {
  const nodes = await Promise.all([localServer(), localServer()])
  const urls = nodes.map(({ url }) => url)
  const pool = await poolOn(urls[0] ?? '', { url: urls, size: 2, minSize: 2 })
  expect(pool.stats().size).toBe(2)
  for (const node of nodes) expect(await node.connections()).toMatchObject({ open: 1 })
})
