import type { Round } from '../../bench/sweep/results.ts'
import type { DurationSummary } from '../../src/metrics/distribution.ts'

/** Durations that are all alike. */
export function durations(ms: number, count = 100): DurationSummary {
  return { count, avgMs: ms, p50Ms: ms, p95Ms: ms, p99Ms: ms, p999Ms: ms, maxMs: ms }
}

/** A round in which nothing happens but what is given. */
export function aRound(given: Partial<Round> = {}): Round {
  return {
    startedMs: 0,
    elapsedMs: 1000,
    count: 100,
    failed: 0,
    failure: undefined,
    perSecond: 100,
    latency: durations(1),
    histogram: [[1, 100]],
    acquire: durations(0.1),
    utilisation: 0.5,
    waiting: 0,
    perRequest: 1,
    cpu: { mainUs: 10, workersUs: 10, serverUs: 10 },
    sockets: 1,
    lateP99Ms: undefined,
    ...given,
  }
}
