import type { Sample, Timeline } from '../sweep/results.ts'
import { timelineFailures } from './failures.ts'
import type { Figure } from './figure.ts'
import { duration, significant } from './format.ts'
import { colourOf } from './palette.ts'
import { type TimeChart, timeChart } from './time-chart.ts'
import { recoveriesOf, timelineName } from './timeline-table.ts'

type Value = (sample: Sample) => number | undefined

/** What there is to see of a soak or a spike. */
export function timelineFigureList(timeline: Timeline): Figure[] {
  const { samples, steps, trends } = timeline
  if (samples.length === 0) return []
  const line = (name: string, rank: number, value: Value) => ({
    ...{ name, colour: colourOf(rank) },
    points: samples.flatMap((sample): [number, number][] => {
      const y = value(sample)
      return y === undefined ? [] : [[sample.atMs, y]]
    }),
  })
  const figure = (title: string, note: string, chart: TimeChart): Figure => ({
    ...{ title, note, span: 'full', height: 240 },
    label: `${title} over time of ${timelineName(timeline)}. ${rangesText(chart)}`,
    chart: (size) => timeChart(chart, size),
  })
  const offered = { ...line('offered', 5, (sample) => sample.offered), given: true }
  const answered = line('answered', 0, ({ perSecond }) => perSecond)
  const latencies = [
    line('p50', 0, ({ p50Ms }) => p50Ms),
    line('p95', 1, ({ p95Ms }) => p95Ms),
    line('p99', 3, ({ p99Ms }) => p99Ms),
  ]
  const sockets = line('sockets', 2, (sample) => sample.sockets)
  const soak = [
    figure('Memory', 'Resident set of the process.', {
      ...{ unit: 'MB', lines: [line('RSS', 0, ({ rssMb }) => rssMb)], steps },
    }),
    ...(sockets.points.length === 0
      ? []
      : [figure('Sockets', 'To the server.', { unit: 'sockets', lines: [sockets], steps })]),
  ]
  return [
    figure('Throughput', timelineFailures(timeline) ?? 'No call failed.', {
      ...{ unit: 'ops/s', lines: offered.points.length === 0 ? [answered] : [offered, answered], steps },
    }),
    figure('Latency', recoveryText(timeline), { unit: 'ms', lines: latencies, steps }),
    ...(trends.length === 0 ? [] : soak),
  ]
}

function rangesText({ lines, unit }: TimeChart): string {
  const ranges = lines.map(({ name, points }) => {
    const values = points.map(([, value]) => value)
    return `${name}: ${significant(Math.min(...values))} to ${significant(Math.max(...values))} ${unit}`
  })
  return `${ranges.join('; ')}.`
}

function recoveryText(timeline: Timeline): string {
  const all = recoveriesOf(timeline)
  if (all.length === 0) return ''
  const times = all.map((ms) => (ms === undefined ? 'never' : duration(ms)))
  return `From the end of a spike until it is as before: ${times.join(', ')}.`
}
