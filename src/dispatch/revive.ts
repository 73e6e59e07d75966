import { QdrantPoolError, WorkerCrashedError } from '../base/errors.ts'
import {
  QdrantClientResourceExhaustedError,
  QdrantClientUnexpectedResponseError,
  ServerError,
} from '../base/qdrant-client.ts'
import { type Failure, failureError, type ServerFailure } from '../protocol/failure.ts'

/**
 * Rebuilds the error that a worker, or its wire, told as plain data. `mayBeApplied`: an earlier attempt was sent and
 * left without an answer, whatever came of the last one.
 */
export function revive(failure: Failure, call: string, mayBeApplied = false): Error {
  switch (failure.kind) {
    case 'server':
      return reviveServerError(failure)
    case 'connection': {
      const outcome = mayBeApplied ? 'unknown' : failure.outcome
      return new QdrantPoolError(failure.code, `${call}: ${failure.message}`, {
        outcome,
        phase: 'request',
        solutions:
          outcome === 'unknown'
            ? ['The server may have applied the call: check before repeating it']
            : ['Check that Qdrant runs and listens at `url`'],
      })
    }
    case 'argument':
      return new QdrantPoolError('INVALID_ARGUMENT', `${call}: ${failure.message}`, {
        outcome: 'not-sent',
        solutions: ['Pass plain JSON values: finite numbers, strings, booleans, null, lists, plain objects, Date'],
      })
    case 'code':
      return failureError(failure)
    case 'crash':
      return new WorkerCrashedError(
        `${call}: code in the worker threw outside of its promise: ${failure.thrown.message}`,
        {
          cause: failureError(failure.thrown),
          // An embedder runs before anything is sent.
          outcome: mayBeApplied || failure.mayBeApplied ? 'unknown' : 'not-sent',
        },
      )
  }
}

/** The error that QdrantClient itself throws for this answer: same class, status, message, data. */
function reviveServerError({ status, statusText, url, headers, data }: ServerFailure): Error {
  const list = new Headers(headers.map(([name, value]): [string, string] => [name, value]))
  const retryAfter = list.get('retry-after')
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter)
  if (status === 429 && Number.isFinite(seconds))
    return new QdrantClientResourceExhaustedError(statusText, String(seconds))
  const answer = { status, statusText, url, headers: list, data }
  const isSuccess = status >= 200 && status < 300
  return isSuccess ? QdrantClientUnexpectedResponseError.forResponse({ ...answer, ok: true }) : new ServerError(answer)
}
