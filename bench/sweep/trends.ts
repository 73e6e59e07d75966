import { median } from '../figures.ts'
import { slopeOf } from '../statistics/slope.ts'
import { connectionsVerdict } from './connections.ts'
import type { Sample, Trend, Verdict } from './results.ts'

/** Share of a soak that is its warm-up: heaps grow to their size, code is compiled. */
const WARM_UP = 0.2
const MS_PER_HOUR = 3_600_000
/** RSS may grow by this share of itself, or by as many MB, whichever is more: heaps breathe. */
const RSS_SHARE = 0.05
const RSS_MB = 16
const P95_SHARE = 0.2

const FIGURES: readonly { name: string; unit: string; of: (sample: Sample) => number | undefined }[] = [
  { name: 'RSS', unit: 'MB', of: ({ rssMb }) => rssMb },
  { name: 'sockets', unit: '', of: ({ sockets }) => sockets },
  { name: 'latency p95', unit: 'ms', of: ({ p95Ms }) => p95Ms },
]

/** Where a soak leads: the straight line through the samples after its warm-up. */
export function trendsOf(samples: readonly Sample[]): Trend[] {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP))
  const spanMs = (warm.at(-1)?.atMs ?? 0) - (warm[0]?.atMs ?? 0)
  return FIGURES.flatMap(({ name, unit, of }) => {
    const points = warm.flatMap((sample): [number, number][] => {
      const value = of(sample)
      return value === undefined ? [] : [[sample.atMs, value]]
    })
    if (points.length < 2) return []
    const slope = slopeOf(points)
    const trend = {
      slopePerHour: slope * MS_PER_HOUR,
      growth: slope * spanMs,
      median: median(points.map(([, y]) => y)),
    }
    return [{ name, unit, ...trend }]
  })
}

/** Whether it may go on like this for a night. */
export function soakVerdicts(workers: number, samples: readonly Sample[], trends: readonly Trend[]): Verdict[] {
  const failed = samples.reduce((sum, sample) => sum + sample.failed, 0)
  return [
    ...trends.flatMap((trend) => growthVerdict(trend)),
    ...connectionsVerdict(samples.map(({ sockets }) => ({ workers, sockets }))),
    { name: 'failed calls', target: '0', seen: String(failed), passed: failed === 0 },
  ]
}

function growthVerdict({ name, unit, growth, slopePerHour, median: middle }: Trend): Verdict[] {
  const most = { RSS: Math.max(RSS_MB, RSS_SHARE * middle), 'latency p95': P95_SHARE * middle }[name]
  if (most === undefined) return []
  const text = (value: number) => `${value.toFixed(2)} ${unit}`
  return [
    {
      name: `growth of ${name}`,
      target: `<= ${text(most)}`,
      seen: `${text(growth)} after the warm-up, ${text(slopePerHour)} an hour`,
      passed: growth <= most,
    },
  ]
}
