import type { Round } from '../../bench/sweep/results.ts'
import type { DurationSummary } from '../../src/metrics/distribution.ts'
import { madeRound } from './made-sweep.ts'

/** Durations that are all alike. */
export function durations(ms: number, count = 100): DurationSummary {
  return { count, avgMs: ms, p50Ms: ms, p95Ms: ms, p99Ms: ms, p999Ms: ms, maxMs: ms }
}

/** A round in which nothing happens but what is given. */
export function aRound(given: Partial<Round> = {}): Round {
  return madeRound(100, { latency: durations(1), acquire: durations(0.1), sockets: 1, ...given })
}
