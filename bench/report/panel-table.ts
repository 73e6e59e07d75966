import type { Align } from '../../src/cli/output/table.ts'
import { whole } from '../figures.ts'
import type { CellResult, Cpu } from '../sweep/results.ts'
import { figure, fixed, rate } from './format.ts'
import { type Line, loadOf, type Panel } from './panels.ts'
import { type CellSummary, failedOf } from './summary.ts'

/** What the terminal and the page show of a panel, a row a cell. */
export interface Figures {
  readonly header: readonly string[]
  readonly align: readonly Align[]
  readonly rows: readonly (readonly string[])[]
}

interface Column {
  readonly name: string
  readonly cell: (summary: CellSummary) => string
}

const COLUMNS: readonly Column[] = [
  { name: 'ops/s', cell: ({ perSecond }) => rate(perSecond) },
  { name: 'min-max', cell: ({ spread }) => spread.map(rate).join('-') },
  { name: 'p50 ms', cell: ({ p50Ms }) => figure(p50Ms) },
  { name: 'p95', cell: ({ p95Ms }) => figure(p95Ms) },
  { name: 'p99', cell: ({ p99Ms }) => figure(p99Ms) },
  { name: 'acquire', cell: ({ acquireAvgMs }) => figure(acquireAvgMs) },
  { name: 'busy %', cell: ({ utilisation }) => fixed(utilisation * 100, 0) },
  { name: 'waiting', cell: ({ waiting }) => figure(waiting, 1) },
  { name: 'calls/req', cell: ({ perRequest }) => fixed(perRequest, 1) },
  { name: 'CPU µs', cell: ({ cpu }) => cpuText(cpu) },
  { name: 'sockets', cell: ({ sockets }) => fixed(sockets, 0) },
]
/** What the short names of the columns mean. */
export const LEGEND =
  'Latencies and acquire (average wait for a worker) in ms; waiting: calls without a worker; CPU µs of one call: main + workers + server'

export function panelFigures({ lines, loop }: Panel): Figures {
  const late = loop === 'open' ? [{ name: 'late p99', cell: (one: CellSummary) => figure(one.lateP99Ms) }] : []
  const columns = [...COLUMNS, ...late]
  const rows = lines.flatMap((line) => line.cells.map((cell) => rowOf(line, cell, columns)))
  const header = ['size', loop === 'closed' ? 'callers' : 'rate', ...columns.map(({ name }) => name), '']
  return { header, align: header.map((name) => (name === '' ? 'left' : 'right')), rows }
}

function rowOf(line: Line, cell: CellResult, columns: readonly Column[]): string[] {
  const load = loadOf(cell)
  const summary = line.points.find((point) => point.cell === cell)?.summary
  const figures = columns.map((column) => (summary === undefined ? '-' : column.cell(summary)))
  return [String(line.workers), whole(load), ...figures, noteOf(line, cell)]
}

function noteOf({ knee }: Line, cell: CellResult): string {
  if (cell.rounds.length === 0) return 'not measured'
  const failed = failedOf(cell)
  const notes = [
    ...(knee.state === 'at' && knee.load === loadOf(cell) ? ['knee'] : []),
    ...(failed > 0 ? [`${whole(failed)} failed`] : []),
  ]
  return notes.join(', ')
}

function cpuText({ mainUs, workersUs, serverUs }: Cpu): string {
  return [mainUs, workersUs, serverUs].map((us) => (us === undefined ? '?' : whole(us))).join('+')
}
