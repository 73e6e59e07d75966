import { expect, it, onTestFinished } from 'vitest'
import { startLocalServer } from '../../../src/embedded/local-server.ts'
import { hashing } from '../../../src/index.ts'
import { fill, poolOn } from '../../support/local-pool.ts'
import { until } from '../../support/until.ts'

async function setUp(options = {}) {
  const server = await startLocalServer({ grpc: true })
  onTestFinished(() => server.close())
  const pool = await poolOn(server.url, { preferGrpc: true, grpcPort: server.grpcPort ?? 0, ...options })
  await fill(pool)
  return { server, pool }
}

it('speaks gRPC over one session a worker, and REST over one short-lived socket in the whole pool', async () => {
  const { server, pool } = await setUp({ size: 3, minSize: 3 })
  const callers = Array.from({ length: 12 }, async (_, caller) => {
    for (let turn = 0; turn < 10; turn++) {
      if (caller % 3 === 0) await pool.client.getCollections()
      else expect(await pool.client.count('docs')).toEqual({ count: 3 })
    }
  })
  await Promise.all(callers)
  expect((await server.connections()).peak).toBeLessThanOrEqual(4)
  // The server learns of the last short-lived socket's end a moment later.
  await until(async () => (await server.connections()).open === 3)
})

it('stores and finds texts that the workers embed', async () => {
  const { pool } = await setUp({ size: 2, embedder: hashing() })
  await pool.client.createCollection('texts', { vectors: { size: 384, distance: 'Cosine' } })
  await pool.ingest('texts', [{ id: 1, text: 'rain in Lima' }])
  expect(await pool.search('texts', 'rain')).toMatchObject([{ id: 1, payload: { text: 'rain in Lima' } }])
})

it('works on the embedded server that the pool itself starts', async () => {
  const pool = await poolOn(':memory:', { preferGrpc: true })
  await fill(pool)
  expect(await pool.client.retrieve('docs', { ids: [2] })).toEqual([{ id: 2, payload: { id: 2 } }])
  await expect(pool.client.count('missing')).rejects.toMatchObject({ status: 404 })
})
