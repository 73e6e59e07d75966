import type { Line } from '../output/line.ts'

export interface Table {
  readonly heading: Line
  readonly rows: readonly Line[]
  /** Of a log, the latest first: it gets more rows than this only where others leave room. */
  readonly latest?: number
}

/** Fewer rows than these do not pay for a heading: one may only tell how many are missing. */
const FEW = 2

/** The tables that have rows, each below `gap`, in `room` lines; where there is no room for a few rows of each, the last goes first. */
export function fitTables(tables: readonly Table[], room: number, gap: readonly Line[]): Line[] {
  const filled = tables.filter(({ rows }) => rows.length > 0)
  if (filled.length === 0) return []
  const spare = room - filled.length * (gap.length + 1)
  const least = filled.reduce((sum, { rows }) => sum + Math.min(FEW, rows.length), 0)
  if (spare < least) return fitTables(filled.slice(0, -1), room, gap)
  const given = shareRows(filled, spare)
  return filled.flatMap((table, index) => [...gap, table.heading, ...rowsOf(table, given[index] ?? 0)])
}

/** A table gets rows in turn with the others until it has all. */
function shareRows(tables: readonly Table[], room: number): number[] {
  const given = tables.map(() => 0)
  let spare = room
  const fill = (wanted: (table: Table) => number) => {
    for (let turn = Math.max(...tables.map(wanted)); turn > 0 && spare > 0; turn--) {
      for (const [index, table] of tables.entries()) {
        const has = given[index] ?? 0
        if (spare === 0 || has >= Math.min(wanted(table), table.rows.length)) continue
        given[index] = has + 1
        spare -= 1
      }
    }
  }
  fill(({ rows, latest }) => latest ?? rows.length)
  fill(({ rows }) => rows.length)
  return given
}

function rowsOf({ rows, latest }: Table, most: number): readonly Line[] {
  return latest === undefined ? cutTo(rows, most) : rows.slice(0, most)
}

/** Where not all fit, the last line tells how many are left out. */
function cutTo(lines: readonly Line[], most: number): readonly Line[] {
  if (lines.length <= most) return lines
  const kept = lines.slice(0, Math.max(0, most - 1))
  return [...kept, [['dim', `… ${lines.length - kept.length} more`]]]
}
