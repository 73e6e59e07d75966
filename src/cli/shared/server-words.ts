import { QdrantPoolError } from '../../base/errors.ts'
import { serverWords } from '../../base/server-words.ts'

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
