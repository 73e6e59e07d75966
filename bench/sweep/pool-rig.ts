import { depthOf } from '../../src/actors/sizing.ts'
import type { Pool } from '../../src/index.ts'
import { Regions } from '../../src/metrics/regions.ts'
import { type Snapshot, takeSnapshot } from '../../src/metrics/snapshot.ts'
import { openPool } from '../../src/pool/create-pool.ts'
import { openSockets } from '../../src/pool/pool.ts'
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
  readonly #sockets: SocketWatch
  readonly #regions: Regions

  private constructor(pool: Pool, regions: Regions, sockets: SocketWatch, workers: number, depth: number) {
    this.pool = pool
    this.#regions = regions
    this.#sockets = sockets
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

  /** To be called when it is about to work: sockets that come from then on are its own. */
  watchSockets(): Promise<void> {
    return this.#sockets.start()
  }

  /**
   * Sockets to the server. The system tells those that came while this pool was at work; one that was opened anew while
   * another was (a server that is kept busy leaves idle ones waiting) stands in the pool's own count alone. Undefined where
   * the system does not tell.
   */
  async countSockets(): Promise<number | undefined> {
    const seen = await this.#sockets.sample()
    return seen === undefined ? undefined : Math.max(seen, openSockets(this.pool))
  }

  /** All that the pool has counted. */
  snapshot(): Snapshot {
    return takeSnapshot(this.#regions)
  }

  close(): Promise<void> {
    return this.pool.close()
  }
}
