import type { Paint } from '../output/colour.ts'
import { drawLine, type Line } from '../output/line.ts'
import { printableData } from '../output/printable.ts'
import { alertLines, eventTable } from './happenings.ts'
import type { Seen } from './history.ts'
import { operationTable } from './operations.ts'
import { headerLine, summaryLines } from './summary.ts'
import { fitTables } from './tables.ts'
import { workerTable } from './workers.ts'

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** A lower terminal has no room for empty lines, nor for long messages. */
const ROOMY_ROWS = 28

/** What `top` shows: at most `rows` lines of at most `columns` columns. `silentMs`: since the job's last line, where it is late. */
export function renderFrame(seen: Seen, { columns, rows }: Size, paint: Paint, silentMs?: number): string[] {
  // Names, messages and addresses come from outside.
  const shown: Seen = { ...seen, view: printableData(seen.view) }
  const { view } = shown
  const isRoomy = rows >= ROOMY_ROWS
  const alerts = alertLines(view.alerts, columns, isRoomy)
  const gap: Line[] = isRoomy ? [[]] : []
  const lines: Line[] = [
    headerLine(view, silentMs, columns),
    ...gap,
    ...summaryLines(shown, columns),
    ...(alerts.length > 0 ? [...gap, ...alerts] : []),
  ]
  const tables = [operationTable(view, columns), workerTable(shown, columns), eventTable(view.events)]
  const all = [...lines, ...fitTables(tables, rows - lines.length, gap)]
  return all.slice(0, Math.max(0, rows)).map((line) => drawLine(line, columns, paint))
}
