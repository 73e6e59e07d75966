import { type CodeFailure, thrownFailure } from '../protocol/failure.ts'

/** Where errors that nobody caught come up: a thread's `process`. */
export interface ErrorSource {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (thrown: unknown) => void): unknown
}

/** Keeps a thread alive when code in it throws outside of its promise: a call that has nothing to do with it goes on. */
export function catchStrayErrors(source: ErrorSource, strayed: (thrown: CodeFailure) => void): void {
  const tell = (thrown: unknown) => strayed(thrownFailure(thrown))
  source.on('uncaughtException', tell)
  source.on('unhandledRejection', tell)
}
