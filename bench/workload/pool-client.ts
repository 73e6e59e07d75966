import type { Pool } from '../../src/index.ts'
import type { BenchClient } from './client.ts'
import type { Batch } from './data.ts'
import { qdrantShaped } from './qdrant-shaped.ts'
import { USUAL_SHAPE } from './shape.ts'

export function poolClient(pool: Pool, limit = USUAL_SHAPE.limit): BenchClient {
  return {
    ...qdrantShaped(pool.client, limit),
    upsert: (collection, batch, firstId, wait) => upsertBatch(pool.client, collection, batch, firstId, wait),
    close: () => pool.close(),
  }
}

/** In columns: the array moves to the worker, so that each call needs one of its own, as an embedder gives it. */
function upsertBatch(client: Pool['client'], collection: string, batch: Batch, firstId: number, wait: boolean) {
  const ids = batch.payloads.map((_, index) => firstId + index)
  return client.upsert(collection, { ids, vectors: batch.vectors.slice(), payloads: batch.payloads, wait })
}
