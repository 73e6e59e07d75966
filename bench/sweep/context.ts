import type { Until } from '../load/closed-loop.ts'
import type { Progress } from '../progress.ts'
import type { CellSource } from './measure-cells.ts'
import type { CellResult, SweepOptions, Timeline, Verdict } from './results.ts'

/** What a run is made with. */
export interface RunContext {
  readonly options: SweepOptions
  readonly source: CellSource
  readonly serverPid: number | undefined
  /** performance.now() at its start. */
  readonly runStartedAt: number
  readonly progress: (totalSteps: number) => Pick<Progress, 'step'>
  readonly signal: AbortSignal
}

/** What a run has brought so far; what is in it stays when the run is interrupted, or fails. */
export interface Findings {
  readonly cells: CellResult[]
  readonly timelines: Timeline[]
  readonly verdicts: Verdict[]
}

/** How long a round is. */
export function roundOf({ iterations, seconds }: Pick<SweepOptions, 'iterations' | 'seconds'>): Until {
  return iterations === undefined ? { durationMs: seconds * 1000 } : { iterations }
}
