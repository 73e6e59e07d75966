import type { Outcome } from '../base/errors.ts'

/** The server answered with an error: what is needed to rebuild the client's own error on the main thread. */
export interface ServerFailure {
  readonly kind: 'server'
  readonly status: number
  readonly statusText: string
  readonly url: string
  readonly headers: ReadonlyArray<readonly [string, string]>
  readonly data: unknown
}

/** The socket failed, or the server's answer could not be used. */
export interface ConnectionFailure {
  readonly kind: 'connection'
  readonly code: 'CONNECTION_LOST' | 'CONNECTION_REFUSED' | 'INVALID_RESPONSE'
  readonly message: string
  readonly outcome: Outcome
  /** Not sent as far as its effect goes, but the server turned it away: it was load. */
  readonly turnedAway?: true
}

/** The arguments cannot be sent: a NaN in a vector, a Map in a payload. */
export interface ArgumentFailure {
  readonly kind: 'argument'
  readonly message: string
}

/** Code in the worker threw: the embedder, or a method of the client that refuses its arguments. */
export interface CodeFailure {
  readonly kind: 'code'
  readonly name: string
  readonly message: string
  readonly stack?: string
}

/** Code threw in the worker outside of its promise, while code of the user's ran for this call. */
export interface CrashFailure {
  readonly kind: 'crash'
  readonly thrown: CodeFailure
  /** It was code that may have done anything before. */
  readonly mayBeApplied?: true
}

/**
 * An error as plain data. Errors that cross a thread lose their class, code and own properties, so none does: the
 * worker sends this and the main thread rebuilds an error of the right class.
 */
export type Failure = ServerFailure | ConnectionFailure | ArgumentFailure | CodeFailure | CrashFailure

/** What code in the worker threw, whatever it was. */
export function thrownFailure(thrown: unknown): CodeFailure {
  const { name, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown))
  return { kind: 'code', name, message, ...(stack === undefined ? {} : { stack }) }
}

/** In a few words, for the end of a sentence. */
export function failureText(failure: Failure): string {
  if (failure.kind === 'server') return `HTTP ${failure.status} ${failure.statusText}`
  return failure.kind === 'crash' ? failure.thrown.message : failure.message
}

/** The language's own classes, which a program may tell errors apart by. */
const CLASSES: ReadonlyMap<string, ErrorConstructor> = new Map(
  [TypeError, RangeError, SyntaxError, ReferenceError, URIError, EvalError].map((one) => [one.name, one]),
)

/** As the cause of an event or of another error. */
export function failureError(failure: Failure): Error {
  const { name, stack } = failure.kind === 'code' ? failure : { name: 'Error', stack: undefined }
  const error = new (CLASSES.get(name) ?? Error)(failureText(failure))
  if (error.name !== name) error.name = name
  if (stack !== undefined) error.stack = stack
  return error
}
