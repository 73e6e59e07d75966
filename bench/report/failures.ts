import { whole } from '../figures.ts'
import type { Timeline } from '../sweep/results.ts'
import type { Panel } from './panels.ts'

/** How many calls failed, and what the first failed with; undefined where none did. */
export function panelFailures({ lines }: Panel): string | undefined {
  const rounds = lines.flatMap(({ cells }) => cells.flatMap((cell) => cell.rounds)).filter(({ failed }) => failed > 0)
  const [first] = rounds.toSorted((one, other) => one.startedMs - other.startedMs)
  return failuresText(
    rounds.reduce((sum, { failed }) => sum + failed, 0),
    first?.failure,
  )
}

/** The same of a soak or a spike. */
export function timelineFailures({ samples, failure }: Timeline): string | undefined {
  return failuresText(
    samples.reduce((sum, { failed }) => sum + failed, 0),
    failure,
  )
}

function failuresText(failed: number, failure: string | undefined): string | undefined {
  if (failed === 0) return undefined
  const calls = failed === 1 ? '1 call failed' : `${whole(failed)} calls failed`
  if (failure === undefined) return `${calls}.`
  return `${calls}, ${failed === 1 ? '' : 'the first '}with: ${failure}`
}
