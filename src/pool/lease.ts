import type { PoolClient } from '../client/columnar-upsert.ts'

/** Exclusive use of one worker and its connection, until `release()`. */
export interface Lease extends AsyncDisposable {
  /**
   * QdrantClient over the leased connection; its calls run one after another, and reject after the release. It has nothing
   * that embeds, which is the pool's own: a leased worker may be one without the model (`embedWorkers`).
   */
  readonly client: PoolClient
  /** Index of the worker, as in `stats().workers`. */
  readonly slot: number
  /** Gives the worker back once the running call has ended; a second release does nothing. */
  release(): Promise<void>
}
