import type { CellKey, CellResult, Round, SweepReport } from '../../bench/sweep/results.ts'
import type { DurationSummary } from '../../src/metrics/distribution.ts'
import { sweepReport } from './sweep-report.ts'

const CLOSED: CellKey = { operation: 'query', wire: 'rest', workers: 2, callers: 10, rate: undefined }

export function madeDurations(ms: number, count = 1_000): DurationSummary {
  return { count, avgMs: ms, p50Ms: ms, p95Ms: 2 * ms, p99Ms: 3 * ms, p999Ms: 4 * ms, maxMs: 5 * ms }
}

/** One second at so many calls a second; latencies and CPU time are as such a rate brings them. */
export function madeRound(perSecond: number, other: Partial<Round> = {}): Round {
  const ms = 10_000 / perSecond
  return {
    startedMs: 0,
    elapsedMs: 1_000,
    count: Math.round(perSecond),
    failed: 0,
    failure: undefined,
    perSecond,
    latency: madeDurations(ms),
    histogram: [[ms, Math.round(perSecond)]],
    acquire: madeDurations(0.01),
    utilisation: 0.5,
    waiting: 0,
    perRequest: 1,
    cpu: { mainUs: 10_000 / perSecond, workersUs: 20_000 / perSecond, serverUs: undefined },
    sockets: undefined,
    lateP99Ms: undefined,
    ...other,
  }
}

export function madeCell(rounds: readonly Round[], key: Partial<CellKey> = {}): CellResult {
  return { ...CLOSED, ...key, rounds }
}

export function madeSweep(cells: readonly CellResult[], other: Partial<SweepReport> = {}): SweepReport {
  return sweepReport({}, { cells, ...other })
}
