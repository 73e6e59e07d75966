/** What every event carries. */
export interface PoolEvent {
  /** Index of the worker, as in `stats().workers`; undefined where the event is of the pool as a whole. */
  readonly slot: number | undefined
  /** Wall clock, in ms since 1970. */
  readonly time: number
  /** What led to it, where something went wrong. */
  readonly cause: Error | undefined
}

/** Why a worker was ended in order. */
export type RetireReason = 'idle' | 'resize' | 'reset' | 'unhealthy' | 'stray-error' | 'close'

export interface HealthEvent extends PoolEvent {
  readonly tier: HealthTier
  readonly healthy: boolean
  /** It took longer than its tier allows. */
  readonly slow: boolean
  readonly durationMs: number
}

/**
 * The depth of a health check. `fast`: the worker's socket and heartbeat, without a message, < 1 ms. `medium`: a round
 * trip to the server, < 50 ms. `deep`: access to a collection and a count, < 200 ms.
 */
export type HealthTier = 'fast' | 'medium' | 'deep'

/** The events of `pool.on`, by name. */
export interface PoolEvents {
  /** A new worker's first connection is open, `durationMs` after its thread was started. */
  'worker:opened': PoolEvent & { readonly durationMs: number }
  /** A connection was opened anew in its thread for its age. */
  'worker:recycled': PoolEvent
  /** A thread ended unasked or was killed; another takes its place. `forced`: a native model was computing in it. */
  'worker:replaced': PoolEvent & { readonly forced: boolean }
  /** A worker was ended in order; `forced`: while a native model computed in it. */
  'worker:retired': PoolEvent & { readonly reason: RetireReason; readonly forced: boolean }
  /** An attempt to open a connection failed; another follows. */
  'worker:failed': PoolEvent
  /** Code in a worker threw outside of its promise; the worker retires after what it runs now. */
  'worker:stray-error': PoolEvent
  /** The outcome of a health check. */
  health: HealthEvent
  /** A server failed so often that its calls are refused at once. */
  'circuit:open': PoolEvent & { readonly endpoint: string }
  'circuit:closed': PoolEvent & { readonly endpoint: string }
  /** No worker can be opened, or threads end faster than they are worth restarting. */
  degraded: PoolEvent
  recovered: PoolEvent
  /** A lease was held for longer than `leakDetectionMs`; `cause` has the stack of its `acquire()`. */
  'lease:leaked': PoolEvent & { readonly heldMs: number }
  /** The pool has closed. */
  close: PoolEvent
}

/** Tells the pool's listeners. */
export type Tell = <Name extends keyof PoolEvents>(
  name: Name,
  event: Omit<PoolEvents[Name], 'time' | 'slot' | 'cause'> & { slot?: number; cause?: Error | undefined },
) => void
