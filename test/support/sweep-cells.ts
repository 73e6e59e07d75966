import { seeded } from '../../bench/dataset.ts'
import type { CellKey, CellResult, Round } from '../../bench/sweep/results.ts'
import type { DurationSummary } from '../../src/metrics/distribution.ts'

/** What a made-up pool can do. */
export interface Model {
  /** Of one call alone. */
  readonly aloneMs: number
  /** Calls a second that a pool of this size comes near to. */
  readonly most: (workers: number) => number
  /** Share by which rounds differ. */
  readonly noise: number
}

const SAMPLES = 2_000
const SECONDS = 2
const NONE: DurationSummary = { count: 0, avgMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, p999Ms: 0, maxMs: 0 }

/** Callers queue for a pool that gets slower by the call in flight; latencies are lognormal. */
export function modelCell(key: CellKey, model: Model, rounds: number, seed: number): CellResult {
  const random = seeded(seed)
  return { ...key, rounds: Array.from({ length: rounds }, (_, index) => modelRound(key, model, index, random)) }
}

export function failedRound(startedMs = 0, failure = 'connect ECONNREFUSED'): Round {
  return {
    failure,
    ...{ startedMs, elapsedMs: 1_000, count: 0, failed: 10, perSecond: 0, latency: NONE, histogram: [], acquire: NONE },
    ...{ utilisation: 0, waiting: 0, perRequest: 0, cpu: { mainUs: 0, workersUs: 0, serverUs: undefined } },
    ...{ sockets: undefined, lateP99Ms: undefined },
  }
}

export function durationsOf(samples: readonly number[]): DurationSummary {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0
  const avgMs = sorted.reduce((sum, ms) => sum + ms, 0) / Math.max(1, sorted.length)
  return {
    ...{ count: sorted.length, avgMs, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), p999Ms: at(0.999) },
    maxMs: at(1),
  }
}

function modelRound(key: CellKey, { aloneMs, most, noise }: Model, index: number, random: () => number): Round {
  const limit = most(key.workers) * (1 + (random() - 0.5) * 2 * noise)
  const callers = key.callers ?? 1
  const closed = callers / (aloneMs / 1000 + callers / limit)
  const perSecond = key.rate === undefined ? closed : Math.min(key.rate, limit)
  const avgMs =
    key.rate === undefined ? (callers * 1000) / perSecond : aloneMs / Math.max(0.02, 1 - (key.rate / limit) * 0.9)
  const samples = Array.from({ length: SAMPLES }, () => lognormal(avgMs, random))
  const inFlight = (perSecond * avgMs) / 1000
  const perRequest = Math.max(1, Math.min(64, (inFlight / key.workers) * 0.7))
  const waiting = Math.max(0, inFlight - key.workers * perRequest)
  const waits = samples.map((ms) => (ms * waiting) / Math.max(1, inFlight))
  return {
    startedMs: index * 60_000,
    elapsedMs: SECONDS * 1000,
    count: Math.round(perSecond * SECONDS),
    failed: 0,
    failure: undefined,
    perSecond,
    latency: durationsOf(samples),
    histogram: histogramOf(avgMs, Math.round(perSecond * SECONDS), random),
    acquire: durationsOf(waits),
    utilisation: Math.min(1, inFlight / key.workers / 1.4),
    waiting,
    perRequest,
    cpu: { mainUs: 4 + 38 / perRequest, workersUs: 2 + 95 / perRequest, serverUs: 6 + 120 / perRequest },
    sockets: key.workers,
    lateP99Ms: key.rate === undefined ? undefined : 1.1,
  }
}

function lognormal(meanMs: number, random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const sigma = 0.45
  return meanMs * Math.exp(sigma * normal - (sigma * sigma) / 2)
}

/** How many of so many calls end in each bucket, to the rarest of them. */
function histogramOf(meanMs: number, count: number, random: () => number): (readonly [number, number])[] {
  const counts = new Map<number, number>()
  for (let rest = count; rest > 0; ) {
    // Many samples stand for the common calls; each of the last ones, which make the tail, for itself.
    const each = Math.max(1, Math.floor(rest / SAMPLES))
    const upTo = Number(lognormal(meanMs, random).toPrecision(2))
    counts.set(upTo, (counts.get(upTo) ?? 0) + each)
    rest -= each
  }
  return [...counts].sort(([one], [other]) => one - other)
}
