import { QdrantPoolError } from '../../base/errors.ts'
import { ApiError } from '../../base/qdrant-client.ts'

/** What the server said when it refused a call; undefined of another error. */
export function serverWords(error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return undefined
  const told: unknown = (error.data as { status?: { error?: unknown } } | null)?.status?.error
  return typeof told === 'string' ? told : `HTTP ${error.status} ${error.statusText}`
}

/** The client's error names the HTTP status alone; this one says what the server has against the call. Others stay. */
export function inServerWords(error: unknown, solutions: readonly string[] = []): unknown {
  const words = serverWords(error)
  if (words === undefined) return error
  return new QdrantPoolError('REFUSED', `The server refused: ${words}`, {
    outcome: 'rejected',
    cause: error,
    solutions,
  })
}
