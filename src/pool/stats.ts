import type { ActorState } from '../actors/states.ts'
import type { DurationSummary } from '../metrics/histogram.ts'
import type { OperationSummary } from '../metrics/recorder.ts'

export interface WorkerStats {
  readonly slot: number
  readonly state: ActorState | 'leased'
  /** Since its thread was started. */
  readonly ageMs: number
  /** Calls it has answered. */
  readonly operations: number
}

/** What the pool is and has done, at one moment. Durations in ms; idle + busy + opening + dying = size. */
export interface PoolStats {
  /** Slots in use now; `maxSize` is the option `size`. */
  readonly size: number
  readonly minSize: number
  readonly maxSize: number
  readonly workers: readonly WorkerStats[]
  readonly idle: number
  readonly busy: number
  readonly opening: number
  readonly dying: number
  /** Calls and leases that wait for a worker. */
  readonly waiting: number
  /** Waits for a worker. */
  readonly acquire: DurationSummary
  /** By method of the client; durations are those of attempts on a worker, without the wait for it. */
  readonly operations: Readonly<Record<string, OperationSummary>>
  readonly coalescing: { readonly batches: number; readonly operations: number }
  /** Workers whose first connection opened. */
  readonly created: number
  /** Connections opened anew for their age. */
  readonly recycled: number
  /** Workers whose thread ended unasked. */
  readonly replaced: number
  /** Attempts to open a connection that failed. */
  readonly failed: number
  /** Acquire timeouts and passed deadlines. */
  readonly timeouts: number
  readonly healthFailures: number
  readonly retries: number
}
