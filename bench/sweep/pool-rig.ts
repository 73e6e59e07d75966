import { depthOf } from '../../src/actors/sizing.ts'
import type { Pool } from '../../src/index.ts'
import { Regions } from '../../src/metrics/regions.ts'
import { type Snapshot, takeSnapshot } from '../../src/metrics/snapshot.ts'
import { openPool } from '../../src/pool/create-pool.ts'
import type { Server } from '../server/server.ts'
import { SocketWatch } from '../server/socket-watch.ts'
import type { Wire } from './results.ts'

/** Calls of many callers wait their turn; none gives up before the round is over. */
const PATIENCE_MS = 60_000

export interface PoolRigOptions {
  readonly server: Pick<Server, 'url' | 'port' | 'grpcPort'>
  readonly workers: number
  readonly wire: Wire
  /** @default true */
  readonly coalesce?: boolean
}

/** A pool with all of its workers open, and what is observed of it. */
export class PoolRig {
  readonly pool: Pool
  readonly workers: number
  /** Requests that all workers carry at a time. */
  readonly depth: number
  /** Sockets to the server, as the system counts them. */
  readonly sockets: SocketWatch
  readonly #regions: Regions

  private constructor(pool: Pool, regions: Regions, sockets: SocketWatch, workers: number, depth: number) {
    this.pool = pool
    this.#regions = regions
    this.sockets = sockets
    this.workers = workers
    this.depth = depth
  }

  static async open({ server, workers, wire, coalesce = true }: PoolRigOptions): Promise<PoolRig> {
    const preferGrpc = wire === 'grpc'
    const regions = new Regions()
    const sockets = new SocketWatch(server)
    await sockets.start()
    const options = {
      ...{ url: server.url, grpcPort: server.grpcPort, preferGrpc, coalesce, size: workers, minSize: workers },
      ...{ timeoutMs: PATIENCE_MS, acquireTimeoutMs: PATIENCE_MS },
    }
    const pool = await openPool(options, regions)
    await sockets.sample()
    return new PoolRig(pool, regions, sockets, workers, workers * depthOf({ preferGrpc }))
  }

  /** All that the pool has counted. */
  snapshot(): Snapshot {
    return takeSnapshot(this.#regions)
  }

  close(): Promise<void> {
    return this.pool.close()
  }
}
