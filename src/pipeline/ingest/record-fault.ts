import { QdrantPoolError } from '../../base/errors.ts'
import { ApiError, QdrantClientResourceExhaustedError } from '../../base/qdrant-client.ts'
import { serverWords } from '../../base/server-words.ts'

/** Answers that say nothing about the records: not allowed, no such collection, too slow, too many. */
const NOT_THE_RECORDS = new Set([401, 403, 404, 408, 429])

/** Whether a batch failed for what is in it, so that a part of it may be stored: the server, or the embedder, refused it. */
export function isRecordFault(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 400 && error.status < 500 && !NOT_THE_RECORDS.has(error.status)
  if (error instanceof QdrantPoolError) return error.code === 'INVALID_ARGUMENT'
  // The embedder's own.
  return error instanceof Error && !(error instanceof QdrantClientResourceExhaustedError)
}

/** In one line. */
export function reasonOf(error: unknown): string {
  return serverWords(error) ?? (error instanceof Error ? error.message : String(error))
}
