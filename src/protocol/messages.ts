import type { MessagePort, Transferable } from 'node:worker_threads'
import type { HealthTier } from '../base/pool-events.ts'
import type { CodeFailure, Failure } from './failure.ts'

/** What a worker thread is told when it is made: its connection's settings, and memory that it shares with the pool. */
export interface ThreadSettings extends ConnectionSettings {
  /** Of `SlotRegion`. */
  readonly region: SharedArrayBuffer
  /** Of `RecordingSwitch`, one for the whole pool. */
  readonly recording: SharedArrayBuffer
  /** Of `FreeWorkers`, one for the whole pool. */
  readonly freeWorkers: SharedArrayBuffer
}

/** Plain data. */
export interface ConnectionSettings {
  readonly slot: number
  readonly url: string
  readonly apiKey?: string
  readonly headers: Readonly<Record<string, string>>
  readonly compression: 'identity' | 'gzip'
  readonly healthCheckIntervalMs: number
  /** Present where gRPC is preferred. */
  readonly grpc?: { readonly port: number; readonly restTurn: SharedArrayBuffer }
  /** `workers`: those that load it. */
  readonly embedder?: { readonly module: string; readonly options?: unknown; readonly workers: number }
}

/** Work on the connection itself, run by piscina; `open` is always the first, `close` the last. */
export type Task =
  | { readonly kind: 'open'; readonly connectTimeoutMs: number }
  | { readonly kind: 'reopen'; readonly connectTimeoutMs: number }
  | { readonly kind: 'close' }

/** Requests that cross to a worker together, over its port of calls. */
export interface CallMessage {
  readonly id: number
  readonly calls: readonly WorkerCall[]
}

/** The answer to the message of the same id: one reply for each call, in their order. */
export interface ReplyMessage {
  readonly id: number
  readonly replies: readonly Reply[]
}

/** One request to the server, or code to run in the worker. */
export interface WorkerCall {
  readonly id: number
  readonly operation: string
  readonly target: string
  readonly params: Readonly<Record<string, unknown>>
  /** Of this request alone. */
  readonly headers?: Readonly<Record<string, string>>
  /** Moves to the worker; a failed call sends it back. */
  readonly cargo?: Float32Array
  /** Moves to the worker with the parameters that hold it. */
  readonly moved?: readonly Transferable[]
  /** Headers of the trace that it belongs to. */
  readonly carrier?: Readonly<Record<string, string>>
}

/** `text`: the server's answer as it came, for the main thread to parse where that is cheaper than to clone it. */
export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly failure: Failure; readonly cargo?: Float32Array }

/** What came of one health check. */
export interface HealthReport {
  readonly tier: HealthTier
  readonly healthy: boolean
  readonly durationMs: number
  /** What was wrong; of a healthy worker, why its connection was opened anew. */
  readonly reason?: string
}

/** What a worker posts on its own account. */
export type Notice =
  | { readonly control: MessagePort; readonly calls: MessagePort }
  | { readonly health: HealthReport }
  /** Code threw outside of its promise. */
  | { readonly stray: CodeFailure }

/** The control plane: answered by the worker even while a call waits for the network. */
export interface Control {
  /** Ends call `id`, whether it runs or still waits for its turn; over HTTP/1.1 by closing the socket under it. */
  cancel(id: number): void
  /** A health check now, between calls; `collection` is what a deep one counts, or else that of the last call. */
  check(tier: HealthTier, collection: string | undefined): Promise<HealthReport>
}
