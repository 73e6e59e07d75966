import { ascending, loadName, type Panel, type Point } from './panels.ts'
import type { CellSummary } from './summary.ts'

/** What a chart of lines shows: what was seen against the load, or, of one load, against the size. */
export interface Plot {
  readonly axis: string
  readonly ticks: readonly number[]
  readonly lines: readonly PlotLine[]
}

export interface PlotLine {
  readonly name: string
  readonly rank: number
  readonly points: readonly PlotPoint[]
}

export interface PlotPoint {
  readonly x: number
  readonly summary: CellSummary
  readonly knee: boolean
}

/** Undefined where there is one cell or none: nothing to draw a line through. */
export function plotOf({ lines, loop }: Panel): Plot | undefined {
  const answered = lines.filter(({ points }) => points.length > 0)
  const loads = ascending(answered.flatMap(({ points }) => points.map(({ load }) => load)))
  const [only] = loads
  if (loads.length > 1) {
    return {
      axis: loop === 'closed' ? 'callers' : 'ops/s offered',
      ticks: loads,
      lines: answered.map(({ workers, rank, points, knee }) => ({
        name: sizeName(workers),
        rank,
        points: points.map((point) => plotPoint(point.load, point, knee.state === 'at' && knee.load === point.load)),
      })),
    }
  }
  if (only === undefined || answered.length < 2) return undefined
  const points = answered.flatMap((line) => line.points.map((point) => plotPoint(line.workers, point, false)))
  return { axis: 'workers', ticks: points.map(({ x }) => x), lines: [{ name: loadName(only, loop), rank: 0, points }] }
}

export function sizeName(workers: number): string {
  return `${workers} ${workers === 1 ? 'worker' : 'workers'}`
}

function plotPoint(x: number, { summary }: Point, knee: boolean): PlotPoint {
  return { x, summary, knee }
}
