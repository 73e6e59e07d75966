import { channel, tracingChannel } from 'node:diagnostics_channel'
import type { PoolEvents } from './pool-events.ts'

/** Who publishes. */
export interface PoolIdentity {
  /** The pool's option `name`. */
  readonly pool: string
  /** A number that no other pool of this process has: two may have the same name. */
  readonly poolId: number
}

let lastPoolId = 0

export function poolIdentity(name: string): PoolIdentity {
  return { pool: name, poolId: ++lastPoolId }
}

/** One call of a user: the same object from its start to its end, filled in on the way. */
export interface OperationMessage extends PoolIdentity {
  /** Method of the client. */
  readonly operation: string
  /** Undefined where the method names none. */
  readonly collection: string | undefined
  /** URL of the server it was last sent to. */
  server?: string
  /** Once it has settled: its answer, or why it failed. */
  result?: unknown
  error?: unknown
}

/** One request on its way to a worker and back: one attempt at each call that it carries. */
export interface BatchMessage extends PoolIdentity {
  /** That of its calls. */
  readonly operation: string
  readonly collection: string | undefined
  /** The worker's. */
  readonly slot: number
  readonly server: string
  /** Calls that it carries, whether anybody traces them or not. */
  readonly size: number
  /** Those that are traced: the messages of `qdrant-worker-pool:operation`. */
  readonly operations: readonly OperationMessage[]
  /**
   * Headers of a trace, such as W3C's `traceparent`. What a subscriber of the start writes here goes along to the thread,
   * where it becomes the active context of @opentelemetry/api.
   */
  readonly carrier: Record<string, string>
  error?: unknown
}

/** A call or a lease got a worker after `waitMs`. */
export interface AcquireMessage extends PoolIdentity {
  readonly waitMs: number
}

/** A worker was given back that was held for `heldMs`: by a task of requests, or by a lease. */
export interface ReleaseMessage extends PoolIdentity {
  readonly slot: number
  readonly heldMs: number
}

/** What `pool.on` tells, whatever its name. */
export type EventMessage<Name extends keyof PoolEvents = keyof PoolEvents> = {
  readonly [N in Name]: PoolIdentity & { readonly name: N; readonly event: PoolEvents[N] }
}[Name]

/** Names of node:diagnostics_channel. A channel without subscribers costs a look at whether it has some. */
export const channels = {
  /** `tracing:qdrant-worker-pool:operation:start` and `:end`, `:asyncStart`, `:asyncEnd`, `:error`. */
  operation: tracingChannel<unknown, OperationMessage>('qdrant-worker-pool:operation'),
  /** `tracing:qdrant-worker-pool:batch:start` and the others; `error` also where the calls are tried again. */
  batch: tracingChannel<unknown, BatchMessage>('qdrant-worker-pool:batch'),
  /** AcquireMessage. */
  acquire: channel('qdrant-worker-pool:acquire'),
  /** ReleaseMessage. */
  release: channel('qdrant-worker-pool:release'),
  /** EventMessage. */
  event: channel('qdrant-worker-pool:event'),
  /** `{ pool, poolId, alert }`: what `monitor.on('alert')` tells. */
  alert: channel('qdrant-worker-pool:alert'),
} as const
