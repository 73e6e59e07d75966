import type { Failure } from '../protocol/failure.ts'
import type { Workers } from './workers.ts'

/** Says what the workers were doing, and why the last one could not be opened. */
export function exhaustedMessage(crew: Workers, waitedMs: number, waiting: number): string {
  const { ledger, lastFailure } = crew
  const states = (['busy', 'opening', 'dying'] as const)
    .filter((state) => ledger.count(state) > 0)
    .map((state) => `${ledger.count(state)} ${state}`)
    .join(', ')
  const cause = lastFailure === undefined ? '' : `; the last worker could not be opened: ${failureText(lastFailure)}`
  return `No worker came free within ${waitedMs} ms (${ledger.size} workers: ${states || 'none'}; ${waiting} waiting)${cause}`
}

export function failureText(failure: Failure): string {
  return failure.kind === 'server' ? `HTTP ${failure.status} ${failure.statusText}` : failure.message
}
