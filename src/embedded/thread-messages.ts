import type { ConnectionCounts } from './connection-counter.ts'

/** What the thread of the embedded server is asked. */
export type ThreadRequest = { readonly ask: 'connections' } | { readonly ask: 'close' }

/** What it says; one answer to each request, in their order. */
export type ThreadMessage =
  | { readonly say: 'listening'; readonly port: number; readonly grpcPort: number | undefined }
  | { readonly say: 'failed'; readonly message: string; readonly cause: PlainError }
  | { readonly say: 'connections'; readonly counts: ConnectionCounts }

/** Errors lose their properties between threads. */
export interface PlainError {
  readonly message: string
  readonly code?: string
}
