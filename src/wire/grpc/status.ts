import { STATUS_CODES } from 'node:http'
import type { ServerFailure } from '../../protocol/failure.ts'
import type { Answer } from './unary-call.ts'

const OK = 0
const INVALID_ARGUMENT = 3

/** The HTTP status that REST gives where gRPC gives this code; 500 for the others. */
const HTTP_STATUS: Readonly<Record<number, number>> = {
  [INVALID_ARGUMENT]: 400,
  4: 408, // DEADLINE_EXCEEDED
  5: 404, // NOT_FOUND
  6: 409, // ALREADY_EXISTS
  7: 403, // PERMISSION_DENIED
  8: 429, // RESOURCE_EXHAUSTED
  11: 400, // OUT_OF_RANGE
  12: 501, // UNIMPLEMENTED
  14: 503, // UNAVAILABLE
  16: 401, // UNAUTHENTICATED
}

/** The failure that an answer tells, undefined where it tells success. */
export function serverFailure({ httpStatus, code, message, headers }: Answer, url: string): ServerFailure | undefined {
  if (code === OK) return undefined
  const status = code === undefined ? httpStatus : statusOf(code, message)
  return {
    kind: 'server',
    status,
    statusText: STATUS_CODES[status] ?? '',
    url,
    headers,
    data: { status: { error: message } },
  }
}

function statusOf(code: number, message: string): number {
  // REST tells values that are out of bounds apart from other bad requests.
  if (code === INVALID_ARGUMENT && message.startsWith('Validation error')) return 422
  return HTTP_STATUS[code] ?? 500
}
