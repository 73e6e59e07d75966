import { UsageError } from '../../src/cli/output/usage-error.ts'
import type { CellKey } from '../sweep/results.ts'
import { refuseThin, type SavedCell, type SavedReport } from './saved-report.ts'

export interface NamedReport {
  /** File, as it was given. */
  readonly name: string
  readonly report: SavedReport
}

export interface CellPair {
  readonly before: SavedCell
  readonly after: SavedCell
}

export interface Pairing {
  readonly pairs: readonly CellPair[]
  /** Names of cells that the other report has not. */
  readonly onlyBefore: readonly string[]
  readonly onlyAfter: readonly string[]
}

/** Cells of the same key. @throws UsageError where there are none, or a file has one twice or too little of one */
export function pair(before: NamedReport, after: NamedReport): Pairing {
  const [first, second] = [byName(before), byName(after)]
  const pairs = [...first].flatMap(([name, cell]) => {
    const other = second.get(name)
    if (other === undefined) return []
    refuseThin(before.name, cell, name)
    refuseThin(after.name, other, name)
    return [{ before: cell, after: other }]
  })
  if (pairs.length === 0) throw new UsageError(`${before.name} and ${after.name} have no cell in common`)
  return {
    pairs,
    onlyBefore: [...first.keys()].filter((name) => !second.has(name)),
    onlyAfter: [...second.keys()].filter((name) => !first.has(name)),
  }
}

/** Identifies a cell, and is read by people. */
export function cellName({ operation, wire, workers, callers, rate }: CellKey | SavedCell): string {
  const load = rate === undefined ? `callers ${callers}` : `${rate} calls/s`
  return `${operation} ${wire}, workers ${workers}, ${load}`
}

function byName({ name, report }: NamedReport): Map<string, SavedCell> {
  const cells = new Map(report.cells.map((cell) => [cellName(cell), cell]))
  if (cells.size === report.cells.length) return cells
  throw new UsageError(`${name} has a cell twice: it is no report of one sweep`)
}
