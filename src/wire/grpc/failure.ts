import { type Failure, thrownFailure } from '../../protocol/failure.ts'
import { UnsendableError } from '../unsendable-error.ts'
import { CallError } from './unary-call.ts'

export function invalidAnswer(url: string, thrown: unknown): Failure {
  const what = thrown instanceof Error ? thrown.message : String(thrown)
  return {
    kind: 'connection',
    code: 'INVALID_RESPONSE',
    outcome: 'unknown',
    message: `${url} gave a broken answer: ${what}`,
  }
}

/** Anything thrown while a call was made, as plain data. */
export function failureOf(thrown: unknown, url: string): Failure {
  if (thrown instanceof UnsendableError) return { kind: 'argument', message: thrown.message }
  if (thrown instanceof CallError) {
    return thrown.sent
      ? {
          kind: 'connection',
          code: 'CONNECTION_LOST',
          outcome: 'unknown',
          message: `Lost the connection to ${url}: ${thrown.message}`,
        }
      : {
          kind: 'connection',
          code: 'CONNECTION_REFUSED',
          outcome: 'not-sent',
          message: `Could not reach ${url}: ${thrown.message}`,
          ...(thrown.turnedAway ? { turnedAway: true } : {}),
        }
  }
  return thrownFailure(thrown)
}
