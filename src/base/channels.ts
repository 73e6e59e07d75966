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

/** A channel, in words of our own: the parameters of @types/node's class differ from one of its majors to the next. */
interface Told<Message> {
  readonly hasSubscribers: boolean
  publish(message: Message): void
  subscribe(listener: (message: unknown) => void): void
  unsubscribe(listener: (message: unknown) => void): unknown
}

/** The five channels of one thing that is traced. */
interface Traced<Message>
  extends Readonly<Record<'start' | 'end' | 'error' | 'asyncStart' | 'asyncEnd', Told<Message>>> {
  readonly hasSubscribers: boolean
  tracePromise<Result>(work: () => Promise<Result>, message: Message): Promise<Result>
}

interface Channels {
  /** `tracing:qdrant-worker-pool:operation:start` and `:end`, `:asyncStart`, `:asyncEnd`, `:error`. */
  readonly operation: Traced<OperationMessage>
  /** `tracing:qdrant-worker-pool:batch:start` and the others; `error` also where the calls are tried again. */
  readonly batch: Traced<BatchMessage>
  readonly acquire: Told<AcquireMessage>
  readonly release: Told<ReleaseMessage>
  readonly event: Told<EventMessage>
  /** `{ pool, poolId, alert }`: what `monitor.on('alert')` tells. */
  readonly alert: Told<PoolIdentity & { readonly alert: object }>
}

/** Names of node:diagnostics_channel. A channel without subscribers costs a look at whether it has some. */
export const channels: Channels = {
  operation: tracingChannel('qdrant-worker-pool:operation'),
  batch: tracingChannel('qdrant-worker-pool:batch'),
  acquire: channel('qdrant-worker-pool:acquire'),
  release: channel('qdrant-worker-pool:release'),
  event: channel('qdrant-worker-pool:event'),
  alert: channel('qdrant-worker-pool:alert'),
}
