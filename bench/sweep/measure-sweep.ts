import { seeded } from '../dataset.ts'
import { cellsOf } from './cells.ts'
import { type Findings, type RunContext, roundOf } from './context.ts'
import { measureCells, unmeasured } from './measure-cells.ts'
import type { CellKey, CellResult } from './results.ts'

/** Every cell that the options name. */
export async function measureSweep(context: RunContext, findings: Findings): Promise<void> {
  await measureInto(findings.cells, cellsOf(context.options), context)
}

/** Rounds of cells, of the usual length or of one that differs. */
export async function measureInto(
  found: CellResult[],
  keys: readonly CellKey[],
  context: RunContext,
  until = (_key: CellKey) => roundOf(context.options),
): Promise<void> {
  const { options, progress, ...rest } = context
  const cells = unmeasured(keys)
  found.push(...cells)
  await measureCells(cells, {
    ...rest,
    until,
    rounds: options.rounds,
    random: seeded(options.seed),
    progress: progress(keys.length * options.rounds),
  })
}
