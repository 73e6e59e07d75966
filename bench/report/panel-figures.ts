import { BAR_HEIGHT, CPU_PARTS, cpuBars, cpuChart, cpuHeight } from './cpu-chart.ts'
import type { Figure } from './figure.ts'
import { duration, percent, rate, significant } from './format.ts'
import { type LineChart, lineChart } from './line-chart.ts'
import { partColour } from './palette.ts'
import { loadName, type Panel, panelName } from './panels.ts'
import { percentileChart, percentileLines } from './percentile-chart.ts'
import { type Plot, plotOf, sizeName } from './plot.ts'
import type { CellSummary } from './summary.ts'

/** What there is to see of an operation over a wire. */
export function panelFigureList(panel: Panel): Figure[] {
  const plot = plotOf(panel)
  return [
    ...(plot === undefined ? [] : [panel.loop === 'closed' ? throughput(panel, plot) : latency(panel, plot)]),
    ...percentiles(panel),
    ...cpu(panel),
    ...(plot === undefined ? [] : [utilisation(panel, plot), waiting(panel, plot)]),
    ...(plot === undefined || panel.loop === 'closed' ? [] : [throughput(panel, plot)]),
  ]
}

function throughput(panel: Panel, plot: Plot): Figure {
  const ringed = plot.lines.some(({ points }) => points.some(({ knee }) => knee))
  const rounds = 'Whiskers span the slowest and the fastest round.'
  return {
    ...lines(panel, plot, 'Throughput', ({ perSecond }) => `${rate(perSecond)} ops/s`, {
      ...{ plot, unit: 'ops/s', value: ({ perSecond }) => perSecond, spread: ({ spread }) => spread, knees: true },
    }),
    note: ringed ? `${rounds} A ring marks the knee: most throughput for the response time.` : rounds,
    span: 'full',
  }
}

/** What an open loop is for: its throughput is given. */
function latency(panel: Panel, plot: Plot): Figure {
  const chart: LineChart = { plot, unit: 'ms', value: ({ p99Ms }) => p99Ms }
  const figure = lines(panel, plot, 'Latency p99', ({ p99Ms }) => duration(p99Ms), chart)
  return { ...figure, note: 'From the moment at which a call was to be issued.', span: 'full' }
}

function utilisation(panel: Panel, plot: Plot): Figure {
  const chart: LineChart = { plot, unit: '% of the time', value: (one) => one.utilisation * 100, atLeast: 100 }
  const figure = lines(panel, plot, 'Utilisation', (one) => percent(one.utilisation), chart)
  return { ...figure, note: 'Share of the time in which a worker had a request under way.' }
}

function waiting(panel: Panel, plot: Plot): Figure {
  const chart: LineChart = { plot, unit: 'calls waiting', value: (one) => one.waiting, atLeast: 1 }
  const figure = lines(panel, plot, 'Queueing', (one) => `${significant(one.waiting)} calls`, chart)
  return { ...figure, note: 'Calls that waited for a worker, on average.' }
}

function lines(panel: Panel, plot: Plot, title: string, text: (one: CellSummary) => string, chart: LineChart): Figure {
  const ends = plot.lines.flatMap(({ name, points }) => {
    const [first, last] = [points[0], points.at(-1)]
    if (first === undefined || last === undefined) return []
    const at = (x: number) => (plot.axis === 'workers' ? sizeName(x) : loadName(x, panel.loop))
    return [`${name}: ${text(first.summary)} at ${at(first.x)}, ${text(last.summary)} at ${at(last.x)}`]
  })
  const label = `${title} of ${panelName(panel)} against ${plot.axis}. ${ends.join('; ')}.`
  return { title, note: '', label, span: 'half', chart: (size) => lineChart(chart, size) }
}

function percentiles(panel: Panel): Figure[] {
  const curves = percentileLines(panel)
  if (curves.length === 0) return []
  const loads = new Set(curves.map(({ load }) => load))
  const [load = 0] = loads
  const where =
    loads.size === 1 ? `At ${loadName(load, panel.loop)}` : 'Each size at its knee, else under the heaviest load'
  const ends = curves.map(
    ({ name, load, curve }) =>
      `${name} at ${loadName(load, panel.loop)}: ${duration(curve[0]?.ms ?? 0)} to ${duration(curve.at(-1)?.ms ?? 0)}`,
  )
  return [
    {
      ...{ title: 'Latency by percentile', note: `${where}; all rounds.`, span: 'half' },
      label: `Latencies of ${panelName(panel)} from the median to the rarest. ${ends.join('; ')}.`,
      chart: (size) => percentileChart(curves, size),
    },
  ]
}

function cpu(panel: Panel): Figure[] {
  const bars = cpuBars(panel)
  if (bars.length === 0) return []
  const told = bars.map(
    ({ name, parts }) =>
      `${name}: ${parts.map((us) => (us === undefined ? '?' : significant(Math.round(us)))).join(' + ')}`,
  )
  return [
    {
      ...{
        title: 'CPU of a call',
        note: `Under the lightest load, and at the knee.${bars.every(({ parts }) => parts[2] === undefined) ? ' The server could not be told.' : ''}`,
        span: 'half',
      },
      label: `CPU time of a call in µs, main + workers + server. ${told.join('; ')}.`,
      height: Math.max(cpuHeight(bars), 10 * BAR_HEIGHT),
      chart: () => cpuChart(bars),
      key: CPU_PARTS.map((name, part) => [partColour(part), name] as const),
    },
  ]
}
