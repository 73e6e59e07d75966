import { whole } from '../figures.ts'
import { FONT_SIZE, roundScale } from './axes.ts'
import type { ChartOption } from './chart.ts'
import { significant } from './format.ts'
import { partColour } from './palette.ts'
import { type Panel, tellingPoint } from './panels.ts'

/** One bar: main, workers and server in µs of CPU a call. */
export interface CpuBar {
  readonly name: string
  readonly parts: readonly [number, number, number]
}

export const CPU_PARTS = ['main', 'workers', 'server'] as const
export const BAR_HEIGHT = 26
const TOP = 8
const BOTTOM = 46

/** Of each size, under the lightest load and at the knee, or under the heaviest where there is none. */
export function cpuBars({ lines, loop }: Panel): CpuBar[] {
  const unit = loop === 'closed' ? 'callers' : 'ops/s'
  const name = (workers: number, load: number) =>
    `${workers} w, ${whole(load)} ${load === 1 && loop === 'closed' ? 'caller' : unit}`
  return lines.flatMap((line) => {
    const points = new Set([line.points[0], tellingPoint(line)].filter((point) => point !== undefined))
    return [...points].map(({ load, summary: { cpu } }) => ({
      name: name(line.workers, load),
      parts: [cpu.mainUs, cpu.workersUs, cpu.serverUs ?? 0] as const,
    }))
  })
}

export function cpuHeight(bars: readonly CpuBar[]): number {
  return TOP + bars.length * BAR_HEIGHT + BOTTOM
}

export function cpuChart(bars: readonly CpuBar[]): ChartOption {
  const totals = bars.map(({ parts }) => parts.reduce((sum, us) => sum + us, 0))
  const scale = roundScale(Math.max(...totals))
  const label = { color: 'var(--ink-2)', fontSize: FONT_SIZE }
  return {
    grid: { left: 108, right: 48, top: TOP, bottom: BOTTOM },
    xAxis: {
      ...{ type: 'value', min: 0, max: scale.max, interval: scale.interval },
      ...{ name: 'µs of CPU a call', nameLocation: 'middle', nameGap: 30, nameTextStyle: label },
      axisLabel: { ...label, formatter: (value: number) => significant(value) },
      splitLine: { lineStyle: { color: 'var(--faint)' } },
    },
    yAxis: {
      ...{ type: 'category', inverse: true, data: bars.map(({ name }) => name) },
      ...{ axisLabel: label, axisTick: { show: false }, axisLine: { lineStyle: { color: 'var(--rule)' } } },
    },
    series: CPU_PARTS.map((name, part) => ({
      ...{ name, type: 'bar' as const, stack: 'cpu', silent: true, barWidth: 14 },
      itemStyle: { color: partColour(part) },
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
