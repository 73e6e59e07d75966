import { CircuitOpenError, PoolExhaustedError } from '../base/errors.ts'
import { needsModel } from '../operations/catalog.ts'
import { failureError, failureText } from '../protocol/failure.ts'
import type { Call } from './call.ts'
import type { Workers } from './workers.ts'

/** Says what the workers were doing, and why the last one could not be opened. */
export function exhausted(
  crew: Workers,
  pool: string,
  waitedMs: number,
  waiting: number,
  call?: Pick<Call, 'outcomeNow' | 'request'>,
): PoolExhaustedError {
  const { ledger } = crew
  const states = (['busy', 'opening', 'dying'] as const)
    .filter((state) => ledger.count(state) > 0)
    .map((state) => `${ledger.count(state)} ${state}`)
    .join(', ')
  return new PoolExhaustedError(
    `No worker${call === undefined ? '' : kindFor(call, crew)} of pool '${pool}' came free within ${waitedMs} ms (${ledger.size} workers: ${states || 'none'}; ${waiting} waiting)${whyNoWorker(crew)}`,
    { outcome: call?.outcomeNow ?? 'not-sent' },
  )
}

/** Which of the workers a call waits for, to follow the word; empty where any will do. */
export function kindFor({ request }: Pick<Call, 'request'>, { isSplit }: Workers): string {
  return isSplit && needsModel(request) ? ' with the embedding model' : ''
}

/** A write that never left, because others that may touch its points were under way or before it. */
export function heldBack({ name, outcomeNow }: Call, waitedMs: number): PoolExhaustedError {
  return new PoolExhaustedError(`${name} waited ${waitedMs} ms for earlier writes that may touch the same points`, {
    outcome: outcomeNow,
    solutions: [
      'Await a write by filter, or one to the same points, before the next',
      "Send bulk work with `pool.with({ priority: 'batch' })`, which waits instead of failing",
    ],
  })
}

/** What kept the last worker from opening, as the end of a sentence; empty where nothing did. */
export function whyNoWorker({ lastFailure }: Workers): string {
  return lastFailure === undefined ? '' : `; the last worker could not be opened: ${failureText(lastFailure)}`
}

/** A call that is refused because the server fails every request. */
export function circuitOpen(name: string, { endpoints: { lastFailure } }: Workers): CircuitOpenError {
  const why = lastFailure === undefined ? '' : `: ${failureText(lastFailure)}`
  return new CircuitOpenError(`${name} was refused without being sent, because the server fails every request${why}`, {
    phase: 'queue',
    ...(lastFailure === undefined ? {} : { cause: failureError(lastFailure) }),
  })
}
