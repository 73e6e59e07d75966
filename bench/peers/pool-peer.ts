import { createPool, type Pool } from '../../src/index.ts'
import { poolClient } from '../workload/pool-client.ts'
import { noGrpc } from './grpc-port.ts'
import { inProcess } from './in-process.ts'
import type { Peer, Setting } from './peer.ts'

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
