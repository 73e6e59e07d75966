import { FONT_SIZE, roundScale, tickText } from './axes.ts'
import type { ChartOption } from './chart.ts'
import { significant } from './format.ts'
import { partColour } from './palette.ts'
import { type Line, loadName, type Panel, type Point, tellingPoint } from './panels.ts'
import { sizeName } from './plot.ts'

/** One bar: main, workers and server in µs of CPU a call; undefined where it could not be told. */
export interface CpuBar {
  readonly name: string
  readonly parts: readonly [number, number, number | undefined]
}

export const CPU_PARTS = ['main', 'workers', 'server'] as const
export const BAR_HEIGHT = 26
const TOP = 8
const BOTTOM = 46

/** Of all sizes under the lightest load, then of each at its knee, or under the heaviest load where there is none. */
export function cpuBars({ lines, loop }: Panel): CpuBar[] {
  const bar = ({ workers }: Line, { load, summary: { cpu } }: Point): CpuBar => ({
    name: `${sizeName(workers)}, ${loadName(load, loop)}`,
    parts: [cpu.mainUs, cpu.workersUs, cpu.serverUs],
  })
  const lightest = lines.flatMap((line) => line.points.slice(0, 1).map((point) => bar(line, point)))
  const telling = lines.flatMap((line) => {
    const point = tellingPoint(line)
    return point === undefined || point === line.points[0] ? [] : [bar(line, point)]
  })
  return [...lightest, ...telling]
}

export function cpuHeight(bars: readonly CpuBar[]): number {
  return TOP + bars.length * BAR_HEIGHT + BOTTOM
}

export function cpuChart(bars: readonly CpuBar[]): ChartOption {
  const totals = bars.map(({ parts }) => parts.reduce<number>((sum, us = 0) => sum + us, 0))
  const scale = roundScale(Math.max(...totals))
  const left = Math.ceil(Math.max(...bars.map(({ name }) => name.length)) * FONT_SIZE * 0.5) + 14
  const label = { color: 'var(--ink-2)', fontSize: FONT_SIZE }
  return {
    grid: { left, right: 48, top: TOP, bottom: BOTTOM },
    xAxis: {
      ...{ type: 'value', min: 0, max: scale.max, interval: scale.interval },
      ...{ name: 'µs of CPU a call', nameLocation: 'middle', nameGap: 30, nameTextStyle: label },
      axisLabel: { ...label, formatter: tickText },
      splitLine: { lineStyle: { color: 'var(--faint)' } },
    },
    yAxis: {
      ...{ type: 'category', inverse: true, data: bars.map(({ name }) => name) },
      ...{ axisLabel: label, axisTick: { show: false }, axisLine: { lineStyle: { color: 'var(--rule)' } } },
    },
    series: CPU_PARTS.map((name, part) => ({
      ...{ name, type: 'bar' as const, stack: 'cpu', silent: true, barWidth: 14 },
      itemStyle: { color: partColour(part), borderColor: 'var(--paper)', borderWidth: 0.5 },
      data: bars.map(({ parts }) => parts[part] ?? 0),
      label: {
        ...{
          show: part === CPU_PARTS.length - 1,
          position: 'right' as const,
          color: 'var(--ink)',
          fontSize: FONT_SIZE,
        },
        formatter: ({ dataIndex }: { dataIndex: number }) => significant(Math.round(totals[dataIndex] ?? 0)),
      },
    })),
  }
}
