import { type Failure, thrownFailure } from '../../protocol/failure.ts'
import { UnsendableError } from '../unsendable-error.ts'
import { SocketError } from './connection.ts'
import type { Answer } from './exchange.ts'

/** What a Qdrant server accepts unless it is set otherwise (service.max_request_size_mb). */
const DEFAULT_BODY_LIMIT = 32 * 1024 * 1024

/** An answer of the server that is an error, with what the client's own error carries. */
export function serverFailure(answer: Answer, url: string): Failure {
  let data: unknown = answer.text
  try {
    data = JSON.parse(answer.text)
  } catch {
    // Not JSON (an empty 404, a proxy's page): the text itself is the data, as in the client.
  }
  const headers = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
  )
  return { kind: 'server', status: answer.status, statusText: answer.statusText, url, headers, data }
}

/** Anything thrown while a request was made, as plain data. */
export function failureOf(thrown: unknown, url: string, bodyBytes = 0): Failure {
  if (thrown instanceof UnsendableError) return { kind: 'argument', message: thrown.message }
  if (thrown instanceof SocketError) {
    const hint =
      thrown.sent && bodyBytes > DEFAULT_BODY_LIMIT
        ? `; the request has ${(bodyBytes / 2 ** 20).toFixed(1)} MiB and Qdrant takes 32 MiB by default`
        : ''
    return thrown.sent
      ? {
          kind: 'connection',
          code: 'CONNECTION_LOST',
          outcome: 'unknown',
          message: `Lost the connection to ${url}: ${thrown.message}${hint}`,
        }
      : {
          kind: 'connection',
          code: 'CONNECTION_REFUSED',
          outcome: 'not-sent',
          message: `Could not connect to ${url}: ${thrown.message}`,
        }
  }
  return thrownFailure(thrown)
}
