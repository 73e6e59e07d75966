import { closedLoop, type Until } from '../load/closed-loop.ts'
import { Tally } from '../load/tally.ts'
import type { Progress } from '../progress.ts'
import { loadText, shuffled } from './cells.ts'
import { measureRound, type Operation, type RoundPlan } from './measure-round.ts'
import type { PoolRig } from './pool-rig.ts'
import type { CellKey, Round } from './results.ts'

const WARM_UP_MS = 300

/** Where the pools and the operations of cells come from. */
export interface CellSource {
  /** The pool of a cell, opened when first asked for. */
  rig(key: CellKey): Promise<PoolRig>
  /** Does something with the operation of a cell; what was made for it alone is taken away after it. */
  within<T>(key: CellKey, rig: PoolRig, work: (operation: Operation) => Promise<T>): Promise<T>
}

export interface CellsPlan extends Omit<RoundPlan, 'key' | 'until'> {
  readonly rounds: number
  readonly until: (key: CellKey) => Until
  /** Of the order of the cells, which is another in every round. */
  readonly random: () => number
  readonly source: CellSource
  readonly progress: Pick<Progress, 'step'>
}

/** A cell and its rounds so far. */
interface Growing extends CellKey {
  readonly rounds: Round[]
}

/** Cells without rounds, into which they are measured. */
export function unmeasured(cells: readonly CellKey[]): Growing[] {
  return cells.map((key) => ({ ...key, rounds: [] }))
}

/**
 * Every round of every cell. One round goes through all of them before the next begins, each in a random order of its own:
 * what slows the machine for a while slows some rounds of many cells and not all rounds of one. An abort ends it with the
 * rounds until then, the one that was under way left out. @throws what the first call of a cell throws
 */
export async function measureCells(cells: readonly Growing[], plan: CellsPlan): Promise<void> {
  for (let round = 1; round <= plan.rounds; round++) {
    for (const cell of shuffled(cells, plan.random)) {
      if (plan.signal.aborted) return
      plan.progress.step(`round ${round} of ${plan.rounds}`, `${cell.operation} over ${cell.wire}, ${loadText(cell)}`)
      const measured = await measureCell(cell, plan, round === 1)
      if (measured !== undefined) cell.rounds.push(measured)
    }
  }
}

/** Undefined where it was interrupted. */
async function measureCell(key: Growing, plan: CellsPlan, isFirst: boolean): Promise<Round | undefined> {
  const { source, signal } = plan
  const rig = await source.rig(key)
  return source.within(key, rig, async (operation) => {
    if (isFirst) await warmUp(rig, operation, key, signal)
    const round = await measureRound(rig, operation, { ...plan, key, until: plan.until(key) })
    return signal.aborted ? undefined : round
  })
}

/** One call alone first: where that fails there is nothing to measure. */
export async function warmUp(rig: PoolRig, operation: Operation, key: CellKey, signal: AbortSignal): Promise<void> {
  await operation(0)
  const callers = Math.min(key.callers ?? Number.POSITIVE_INFINITY, 16 * rig.workers)
  await closedLoop(operation, { callers, until: { durationMs: WARM_UP_MS }, signal }, new Tally())
}
