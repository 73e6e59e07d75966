import { baseAxis, decades, logAxis, valueAxis } from './axes.ts'
import type { ChartOption, Size } from './chart.ts'
import { labelGraphics, roomFor } from './line-labels.ts'
import { colourOf, dashOf } from './palette.ts'
import { type Panel, tellingPoint } from './panels.ts'
import { mergeHistograms, type Percentile, percentileCurve } from './percentile-curve.ts'
import { sizeName } from './plot.ts'

export interface PercentileLine {
  readonly name: string
  readonly rank: number
  /** Callers, or calls a second. */
  readonly load: number
  readonly curve: readonly Percentile[]
}

const GRID = { left: 52, top: 34, bottom: 46 }
/** Above this ratio of the longest to the shortest a linear scale shows nothing of the short ones. */
const LOG_ABOVE = 100
const TICKS = [2, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

/** The latencies of each size at its knee, or under the heaviest load where there is none. */
export function percentileLines({ lines }: Panel): PercentileLine[] {
  return lines.flatMap((line) => {
    const point = tellingPoint(line)
    if (point === undefined) return []
    const curve = percentileCurve(mergeHistograms(point.cell.rounds.map(({ histogram }) => histogram)))
    return curve.length < 2 ? [] : [{ name: sizeName(line.workers), rank: line.rank, load: point.load, curve }]
  })
}

/** As HdrHistogram draws them: the rarer, the farther to the right. */
export function percentileChart(lines: readonly PercentileLine[], { width, height }: Size): ChartOption {
  const all = lines.flatMap(({ curve }) => curve)
  const values = all.map(({ ms }) => ms)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const log = least > 0 && most / least > LOG_ABOVE
  const y = log ? logAxis('ms', decades(values)) : valueAxis('ms', most)
  const last = Math.max(...all.map(({ oneIn }) => oneIn))
  const bottom = height - GRID.bottom
  const right = roomFor(lines.map(({ name }) => name))
  const share = (ms: number) => (log ? Math.log(ms / y.min) / Math.log(y.max / y.min) : ms / y.max)
  const labels = lines.map(({ name, rank, curve }) => ({
    text: name,
    colour: colourOf(rank),
    y: bottom - share(curve.at(-1)?.ms ?? 0) * (bottom - GRID.top),
  }))
  return {
    grid: { ...GRID, right },
    xAxis: {
      ...{ type: 'log', min: 2, max: last },
      ...baseAxis(
        'percentile of calls, %',
        TICKS.filter((tick) => tick <= last),
        percentileName,
      ),
    },
    yAxis: y,
    series: lines.map(({ rank, curve }) => ({
      type: 'line' as const,
      ...{
        silent: true,
        clip: false,
        color: colourOf(rank),
        showSymbol: false,
        lineStyle: { width: 2, type: dashOf(rank) },
      },
      data: curve.map(({ oneIn, ms }) => [oneIn, ms]),
    })),
    graphic: labelGraphics(labels, width - right, GRID.top, bottom),
  }
}

/** 1000 as '99.9'. */
export function percentileName(oneIn: number): string {
  return String(Number(((1 - 1 / oneIn) * 100).toPrecision(8)))
}
