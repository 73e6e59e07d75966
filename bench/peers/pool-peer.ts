import type { QdrantClient } from '@qdrant/js-client-rest'
import { createPool, type Pool } from '../../src/index.ts'
import type { BenchClient } from './client.ts'
import type { Batch } from './data.ts'
import { noGrpc } from './grpc-port.ts'
import { inProcess } from './in-process.ts'
import type { Peer, Setting } from './peer.ts'
import { qdrantShaped } from './qdrant-shaped.ts'

/** A bulk upsert of many callers waits its turn; it is not refused. */
const PATIENCE_MS = 60_000

export interface PoolVariant {
  readonly preferGrpc?: boolean
  readonly coalesce?: boolean
  /** Workers, where not the setting's. */
  readonly size?: number
}

export function poolPeer(name: string, variant: PoolVariant = {}): Peer {
  return inProcess(
    name,
    async (setting) => poolClient(await openPool(setting, variant)),
    variant.preferGrpc ? noGrpc : undefined,
  )
}

export function poolClient(pool: Pool): BenchClient {
  return {
    ...qdrantShaped(pool.client),
    upsert: (collection, batch, firstId, wait) => upsertBatch(pool.client, collection, batch, firstId, wait),
    close: () => pool.close(),
  }
}

/** Every worker is open from the start. */
export function openPool({ server, size: given }: Setting, variant: PoolVariant = {}): Promise<Pool> {
  const { preferGrpc = false, coalesce = true, size = given } = variant
  return createPool({
    url: server.url,
    grpcPort: server.grpcPort,
    preferGrpc,
    coalesce,
    size,
    minSize: size,
    timeoutMs: PATIENCE_MS,
    acquireTimeoutMs: PATIENCE_MS,
  })
}

/** The one place that knows how the pool takes a batch. */
function upsertBatch(client: QdrantClient, collection: string, batch: Batch, firstId: number, wait: boolean) {
  const points = batch.rows.map((row, index) => ({
    id: firstId + index,
    // The pool takes typed arrays, which the client's type does not name.
    vector: row as unknown as number[],
    payload: batch.payloads[index] ?? {},
  }))
  return client.upsert(collection, { wait, points })
}
