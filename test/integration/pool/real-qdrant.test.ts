import { randomUUID } from 'node:crypto'
import { QdrantClient } from '@qdrant/js-client-rest'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createPool, hashing, type PoolOptions } from '../../../src/index.ts'
import { FaultProxy } from '../../support/fault-proxy.ts'
import { until } from '../../support/until.ts'

// Runs where QDRANT_URL names a real server; the proxy in front of it counts the sockets that the server sees.
const url = process.env.QDRANT_URL
const skipped = url === undefined || url === ''

describe.skipIf(skipped)('on the server at QDRANT_URL', () => {
  beforeAll(() => console.log(`testing on ${url}`))

  async function setUp(options: PoolOptions = {}) {
    const proxy = await FaultProxy.before(url ?? '')
    const pool = await createPool({ url: proxy.url, ...options })
    const collection = `qdrant-worker-pool-test-${randomUUID()}`
    onTestFinished(async () => {
      await pool.client.deleteCollection(collection)
      await pool.close()
      await proxy.close()
    })
    return { pool, proxy, collection }
  }

  it('opens exactly 5 connections for 10 callers on size 5, and keeps minSize of them through idleness', async () => {
    const { pool, proxy, collection } = await setUp({ size: 5, minSize: 2, idleTimeoutMs: 500 })
    await pool.client.createCollection(collection, { vectors: { size: 2, distance: 'Dot' } })
    const callers = Array.from({ length: 10 }, async (_, caller) => {
      for (let turn = 0; turn < 20; turn++) {
        if ((turn + caller) % 2 === 0) await pool.client.getCollections()
        else await pool.client.retrieve(collection, { ids: [turn] })
      }
    })
    await Promise.all(callers)
    await until(() => pool.stats().created === 5)
    expect(proxy.accepted).toBe(5)
    await until(() => pool.stats().size === 2 && proxy.open === 2)
    await new Promise((resolve) => setTimeout(resolve, 6_000))
    expect([proxy.open, proxy.accepted]).toEqual([2, 5])
  })

  it('answers a merged batch as the client answers each call', async () => {
    const { pool, collection } = await setUp({ size: 1 })
    const client = new QdrantClient({ url: url ?? '', checkCompatibility: false })
    await pool.client.createCollection(collection, { vectors: { size: 2, distance: 'Dot' } })
    const ids = [1, 2, '550e8400-e29b-41d4-a716-446655440000', 2n ** 64n - 1n] as number[]
    const points = ids.map((id, index) => ({ id, vector: [index, 1], payload: { index } }))
    await pool.client.upsert(collection, { points })
    const wanted = [[1], [2, 1], ['550E8400E29B41D4A716446655440000'], [2n ** 64n - 1n, 77], [], [1, 1]] as number[][]
    const calls = (own: QdrantClient) =>
      Promise.all([
        ...wanted.map((list) => own.retrieve(collection, { ids: list })),
        ...[0, 1, 2].map((x) => own.query(collection, { query: [x, 1], limit: 2, with_payload: true })),
      ])
    expect(await calls(pool.client)).toEqual(await calls(client))
    const { coalescing } = pool.stats()
    expect(coalescing.batches).toBeLessThan(coalescing.operations)
  })

  it('gives a clear error for a body of 40 MB, and stores nothing of it', async () => {
    const { pool, collection } = await setUp()
    await pool.client.createCollection(collection, { vectors: { size: 2, distance: 'Dot' } })
    const points = [{ id: 1, vector: [1, 1], payload: { text: 'x'.repeat(40e6) } }]
    const error: unknown = await pool.client.upsert(collection, { points }).catch((reason: unknown) => reason)
    // The server answers before it has read the body and then closes: its answer or the broken pipe may arrive first.
    const { status, message } = error as { status?: number; message: string }
    if (status !== 400) expect(message).toContain('the request has 38.1 MiB and Qdrant takes 32 MiB by default')
    expect(await pool.client.count(collection)).toEqual({ count: 0 })
  })

  it('embeds, stores and finds texts', async () => {
    const { pool, collection } = await setUp({ embedder: hashing() })
    await pool.client.createCollection(collection, { vectors: { size: 384, distance: 'Cosine' } })
    const texts = ['cats sleep all day', 'compilers make machine code']
    await pool.ingest(
      collection,
      texts.map((text, id) => ({ id, text })),
    )
    expect(await pool.search(collection, 'a compiler', { limit: 1 })).toMatchObject([{ id: 1 }])
  })
})

it.skipIf(!skipped)('needs QDRANT_URL for the tests on a real server', ({ skip }) => skip('QDRANT_URL is not set'))
