import type { MessagePort } from 'node:worker_threads'
import type { Failure } from './failure.ts'

/** What a worker thread is told when it is made; plain data. */
export interface ThreadSettings {
  readonly slot: number
  readonly url: string
  readonly apiKey?: string
  readonly headers: Readonly<Record<string, string>>
  readonly compression: 'identity' | 'gzip'
  readonly healthCheckIntervalMs: number
  /** Present where gRPC is preferred. */
  readonly grpc?: { readonly port: number; readonly restTurn: SharedArrayBuffer }
  readonly embedder?: { readonly module: string; readonly options?: unknown }
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

/** One request to the server. */
export interface WorkerCall {
  readonly id: number
  readonly operation: string
  readonly target: string
  readonly params: Readonly<Record<string, unknown>>
  /** Moves to the worker; a failed call sends it back. */
  readonly cargo?: Float32Array
}

/** `text`: the server's answer as it came, for the main thread to parse where that is cheaper than to clone it. */
export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly failure: Failure; readonly cargo?: Float32Array }

/** What a worker posts on its own account. */
export type Notice =
  | { readonly control: MessagePort; readonly calls: MessagePort }
  | { readonly health: { readonly healthy: boolean; readonly durationMs: number; readonly reason?: string } }

/** The control plane: answered by the worker even while a call waits for the network. */
export interface Control {
  /** Ends call `id`, whether it runs or still waits for its turn; over HTTP/1.1 by closing the socket under it. */
  cancel(id: number): void
  snapshot(): ThreadSnapshot
}

export interface ThreadSnapshot {
  /** Sockets to the server that are open now. */
  readonly sockets: number
}
