import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts'
import { baseAxis, FONT_SIZE, shareOf, valueAxis } from './axes.ts'
import type { ChartOption, Size } from './chart.ts'
import { labelledPlot, plotHeight } from './line-labels.ts'
import { colourOf, dashOf, symbolOf } from './palette.ts'
import type { Plot, PlotLine, PlotPoint } from './plot.ts'
import type { CellSummary } from './summary.ts'

export interface LineChart {
  readonly plot: Plot
  readonly unit: string
  readonly value: (summary: CellSummary) => number
  /** Of the slowest and fastest round, where it is drawn. */
  readonly spread?: (summary: CellSummary) => readonly [number, number]
  /** Least upper end of the scale. */
  readonly atLeast?: number
  readonly knees?: boolean
}

type Series = LineSeriesOption | ScatterSeriesOption | CustomSeriesOption

/** Diameter, in px; between a ring and its name. */
const RING = 15
const GAP = 5
/** From the middle of a ring down to the foot of its name. */
const ROOM_BELOW = RING / 2 + GAP + FONT_SIZE

/** A figure of each cell, a line a size, with the knees ringed. */
export function lineChart(
  { plot, unit, value, spread, atLeast = 0, knees = false }: LineChart,
  size: Size,
): ChartOption {
  const points = plot.lines.flatMap((line) => line.points)
  const most = Math.max(atLeast, ...points.map(({ summary }) => Math.max(value(summary), ...(spread?.(summary) ?? []))))
  const y = valueAxis(unit, most)
  const [first = 1, last = 1] = [plot.ticks[0], plot.ticks.at(-1)]
  const labels = plot.lines.map(({ name, rank, points }) => {
    const end = points.at(-1)
    return { text: name, colour: colourOf(rank), value: end === undefined ? 0 : value(end.summary) }
  })
  const knee = kneeLabel(points, (one) => shareOf(y, value(one)) * plotHeight(size.height), first)
  return {
    ...labelledPlot(y, labels, size),
    xAxis: { type: 'log', min: first, max: last, ...baseAxis(plot.axis, plot.ticks) },
    yAxis: y,
    series: plot.lines.flatMap((line) => [
      ...(spread === undefined ? [] : [whiskers(line, spread)]),
      markedLine(line, value),
      ...(knees ? [rings(line, value, knee)] : []),
    ]),
  }
}

function markedLine({ rank, points }: PlotLine, value: LineChart['value']): Series {
  return {
    type: 'line',
    ...{ silent: true, clip: false, color: colourOf(rank), symbol: symbolOf(rank), symbolSize: 6 },
    ...{ lineStyle: { width: 2, type: dashOf(rank) }, itemStyle: { color: colourOf(rank) } },
    data: points.map(({ x, summary }) => [x, value(summary)]),
  }
}

interface KneeLabel {
  readonly point: PlotPoint | undefined
  readonly position: 'top' | 'bottom'
  readonly align: 'left' | 'center'
}

/**
 * One knee is named: the lowest, where no other line is below; the highest where there is no room below. Beside the axis the
 * name leaves its figures alone.
 */
function kneeLabel(points: readonly PlotPoint[], above: (summary: CellSummary) => number, first: number): KneeLabel {
  const knees = points.filter(({ knee }) => knee).sort((one, other) => above(one.summary) - above(other.summary))
  const [lowest] = knees
  const isLow = lowest !== undefined && above(lowest.summary) < ROOM_BELOW
  const point = isLow ? knees.at(-1) : lowest
  return { point, position: isLow ? 'top' : 'bottom', align: point?.x === first ? 'left' : 'center' }
}

function rings({ rank, points }: PlotLine, value: LineChart['value'], { point: named, ...place }: KneeLabel): Series {
  return {
    type: 'scatter',
    ...{ silent: true, clip: false, symbol: 'circle', symbolSize: RING },
    itemStyle: { color: 'none', borderColor: colourOf(rank), borderWidth: 1.5, opacity: 1 },
    label: { ...place, distance: GAP, formatter: 'knee', color: 'var(--ink-2)', fontSize: FONT_SIZE },
    data: points
      .filter(({ knee }) => knee)
      .map((point) => ({ value: [point.x, value(point.summary)], label: { show: point === named } })),
  }
}

function whiskers({ rank, points }: PlotLine, spread: NonNullable<LineChart['spread']>): Series {
  return {
    type: 'custom',
    ...{ silent: true, clip: false },
    data: points.map(({ x, summary }) => [x, ...spread(summary)]),
    renderItem: (_, api) => {
      const [x = 0, low = 0] = api.coord([api.value(0), api.value(1)])
      const [, high = 0] = api.coord([api.value(0), api.value(2)])
      const style = { fill: 'none', stroke: colourOf(rank), lineWidth: 1.5, opacity: 0.75 }
      const cap = (y: number) => ({ type: 'line' as const, shape: { x1: x - 4, y1: y, x2: x + 4, y2: y }, style })
      const stem = { type: 'line' as const, shape: { x1: x, y1: low, x2: x, y2: high }, style }
      return { type: 'group', children: [stem, cap(low), cap(high)] }
    },
  }
}
