// Compiled by `npm run check`, never run: what a user's program relies on.
import type { QdrantClient, Schemas } from '@qdrant/js-client-rest'
import {
  createPool,
  hashing,
  type Lease,
  type Pool,
  type PoolOptions,
  type PoolStats,
  presets,
} from '../../src/index.ts'

export async function usesThePool(options: PoolOptions): Promise<void> {
  const pool: Pool = await createPool({ ...presets.production, ...options, embedder: hashing() })
  const client: QdrantClient = pool.client
  const { points } = await client.query('docs', { query: [1, 2], with_payload: true })
  const first: Schemas['ScoredPoint'] | undefined = points[0]
  const lease: Lease = await pool.acquire({ acquireTimeoutMs: 10 })
  const counted: { count: number } = await pool.use((own) => own.count('docs'))
  const one: Schemas['ScoredPoint'][] = await pool.search('docs', 'a text')
  const many: Schemas['ScoredPoint'][][] = await pool.search('docs', ['a text', 'another'])
  const columns = {
    ids: [1, 2n, 'b2c1…'],
    vectors: new Float32Array(6),
    payloads: [{ a: 1 }, null, undefined],
    wait: true,
  }
  const stored: Schemas['UpdateResult'] = await pool.client.upsert('docs', columns)
  await pool.client.upsert('docs', { points: [{ id: 1, vector: [1, 2] }] })
  // @ts-expect-error: columns hold their vectors in one array
  await pool.client.upsert('docs', { ids: [1], vectors: [[1, 2]] })
  const stats: PoolStats = pool.stats()
  await lease.release()
  // @ts-expect-error: an option of the client, not of the pool
  await createPool({ checkCompatibility: false })
  // @ts-expect-error: lanes are named
  pool.with({ priority: 'urgent' })
  void [first, counted, one, many, stored, stats]
}
