import type { LineSeriesOption } from 'echarts'
import type { Step } from '../sweep/results.ts'
import { baseAxis, FONT_SIZE, fittingAxis, roundScale } from './axes.ts'
import type { ChartOption, Size } from './chart.ts'
import { duration } from './format.ts'
import { labelledPlot } from './line-labels.ts'

export interface TimeLine {
  readonly name: string
  readonly colour: string
  /** What is given and not seen: a dashed line that leaps. */
  readonly given?: boolean
  readonly points: readonly (readonly [atMs: number, value: number])[]
}

export interface TimeChart {
  readonly unit: string
  readonly lines: readonly TimeLine[]
  /** Shaded but for those named base. */
  readonly steps: readonly Step[]
}

const MINUTE = 60_000
/** From here on the axis counts minutes. */
const LONG = 5 * MINUTE
/** In px: a narrower chart has no room for sentences beside each other. */
const WIDE = 600
/** Names of steps stand above the lines. */
const HEADROOM = 1.12
/** Of the last samples whose middle is the place of a line's label. */
const LAST = 5

/** What was seen over time, with the steps of the load. */
export function timeChart({ unit, lines, steps }: TimeChart, size: Size): ChartOption {
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value))
  const y = fittingAxis(unit, values, HEADROOM)
  const until = Math.max(...lines.map(({ points }) => endOf(points)), ...steps.map(({ untilMs }) => untilMs))
  const each = until >= LONG ? MINUTE : 1000
  const { interval } = roundScale(until / each)
  const ticks = Array.from({ length: Math.floor(until / each / interval) + 1 }, (_, index) => index * interval)
  const labels = lines.map(({ name, colour, points }) => ({
    text: name,
    colour,
    value: middle(points.slice(-LAST).map(([, value]) => value)),
  }))
  return {
    // The title says what a line is that stands alone.
    ...labelledPlot(y, lines.length > 1 ? labels : [], size),
    xAxis: { type: 'value', min: 0, max: until / each, ...baseAxis(each === MINUTE ? 'minutes' : 'seconds', ticks) },
    yAxis: y,
    series: [stepSeries(steps, each, size.width < WIDE), ...lines.map((line) => timeSeries(line, each))],
  }
}

function timeSeries({ colour, given = false, points }: TimeLine, each: number): LineSeriesOption {
  return {
    type: 'line',
    ...{ silent: true, showSymbol: false, color: colour, sampling: 'max' },
    lineStyle: { width: given ? 1.5 : 1.75, type: given ? 'dashed' : 'solid' },
    step: given ? 'middle' : false,
    data: points.map(([atMs, value]) => [atMs / each, value]),
  }
}

/** Bands and marks belong to a series; this one has no points. */
function stepSeries(steps: readonly Step[], each: number, narrow: boolean): LineSeriesOption {
  const label = { color: 'var(--ink-2)', fontSize: FONT_SIZE }
  const recovered = steps.flatMap(({ fromMs, recoveryMs }) =>
    recoveryMs === undefined
      ? []
      : [{ xAxis: (fromMs + recoveryMs) / each, name: `${narrow ? '' : 'recovered after '}${duration(recoveryMs)}` }],
  )
  return {
    type: 'line',
    ...{ silent: true, data: [] },
    markArea: {
      ...{ silent: true, itemStyle: { color: 'var(--faint)' }, label: { ...label, position: 'insideTop' } },
      data: steps
        .filter(({ name }) => name !== 'base')
        .map(({ name, fromMs, untilMs }) => [{ name, xAxis: fromMs / each }, { xAxis: untilMs / each }]),
    },
    markLine: {
      ...{ silent: true, symbol: 'none', lineStyle: { color: 'var(--ink-2)', type: 'solid', width: 1 } },
      label: { ...label, formatter: '{b}', position: 'end', distance: 4 },
      data: recovered,
    },
  }
}

/** Samples stand for the interval around them. */
function endOf(points: TimeLine['points']): number {
  const [last = 0, before = last] = [points.at(-1)?.[0], points.at(-2)?.[0]]
  return last + (last - before) / 2
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
