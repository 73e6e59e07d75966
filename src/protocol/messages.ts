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

/** One piece of work for a worker; `open` is always the first, `close` the last. */
export type Task =
  | { readonly kind: 'open'; readonly connectTimeoutMs: number }
  | { readonly kind: 'reopen'; readonly connectTimeoutMs: number }
  | {
      readonly kind: 'call'
      readonly id: number
      readonly operation: string
      readonly target: string
      readonly params: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'close' }

export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure }

/** What a worker posts on its own account. */
export type Notice =
  | { readonly control: MessagePort }
  | { readonly health: { readonly healthy: boolean; readonly durationMs: number; readonly reason?: string } }

/** The control plane: answered by the worker even while a call waits for the network. */
export interface Control {
  /** Ends call `id` by closing the connection's socket, if that call is the one that runs. */
  cancel(id: number): void
  snapshot(): ThreadSnapshot
}

export interface ThreadSnapshot {
  /** Sockets to the server that are open now. */
  readonly sockets: number
}
