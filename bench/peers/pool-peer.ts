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

/** In columns: the array moves to the worker, so that each call needs one of its own, as an embedder gives it. */
function upsertBatch(client: Pool['client'], collection: string, batch: Batch, firstId: number, wait: boolean) {
  const ids = batch.payloads.map((_, index) => firstId + index)
  return client.upsert(collection, { ids, vectors: batch.vectors.slice(), payloads: batch.payloads, wait })
}
