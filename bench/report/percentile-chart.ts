import { baseAxis, fittingAxis } from './axes.ts'
import type { ChartOption, Size } from './chart.ts'
import { labelledPlot } from './line-labels.ts'
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
export function percentileChart(lines: readonly PercentileLine[], size: Size): ChartOption {
  const all = lines.flatMap(({ curve }) => curve)
  const y = fittingAxis(
    'ms',
    all.map(({ ms }) => ms),
  )
  const last = Math.max(...all.map(({ oneIn }) => oneIn))
  const labels = lines.map(({ name, rank, curve }) => ({
    text: name,
    colour: colourOf(rank),
    value: curve.at(-1)?.ms ?? 0,
  }))
  return {
    ...labelledPlot(y, labels, size),
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
  }
}

/** 1000 as '99.9'. */
export function percentileName(oneIn: number): string {
  return String(Number(((1 - 1 / oneIn) * 100).toPrecision(8)))
}
