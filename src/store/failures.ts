import { QdrantPoolError } from '../base/errors.ts'
import { ApiError, QdrantClientResourceExhaustedError } from '../base/qdrant-client.ts'
import { serverWords } from '../base/server-words.ts'
import type { PointId } from '../operations/point-id.ts'

export function invalid(at: string, what: string): QdrantPoolError {
  return new QdrantPoolError('INVALID_ARGUMENT', `${at}: ${what}`, {
    outcome: 'not-sent',
    solutions: ['Correct the argument that the message names'],
  })
}

export function noEmbedder(method: string): QdrantPoolError {
  return new QdrantPoolError('NO_EMBEDDER', `${method}: the pool has no embedder to turn a text into a vector`, {
    outcome: 'not-sent',
    solutions: ['Open the pool with the option `embedder`, such as hashing() or transformers(…)', 'Give a `vector`'],
  })
}

/** The server knows no point of that id, and nothing was changed. */
export function noSuchMemory(method: string, id: PointId, cause: unknown): QdrantPoolError {
  return new QdrantPoolError('POINT_NOT_FOUND', `${method}: the collection has no point ${id}`, {
    outcome: 'rejected',
    solutions: ['Store it: store({ id, … })', 'Look whether it is there: getById(id)'],
    cause,
  })
}

/** Whether the server's answer is that there is no such point; that of a missing collection has the same status. */
export function isNoSuchPoint(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404 && /no point/i.test(serverWords(error) ?? '')
}

/** What the embedder threw, as an error with a code; anything that is one already stays. */
export function asEmbedderFailure(method: string, error: unknown): unknown {
  const isTold =
    error instanceof QdrantPoolError || error instanceof ApiError || error instanceof QdrantClientResourceExhaustedError
  if (isTold || !(error instanceof Error)) return error
  return new QdrantPoolError('EMBEDDER_FAILED', `${method}: the embedder failed: ${error.message}`, {
    outcome: 'not-sent',
    solutions: ['Look at `cause`, which the embedder threw, and at the text'],
    cause: error,
  })
}
