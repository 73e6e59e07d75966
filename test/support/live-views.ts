import type { DurationSummary } from '../../src/metrics/distribution.ts'
import type { LiveView } from '../../src/monitor/live-view.ts'
import type { OperationStats, WorkerStats } from '../../src/monitor/stats.ts'
import { IDLE_STATS, NO_ACTIVITY } from './idle-pool.ts'

const TWO_BUSY = { size: 2, maxSize: 2, busy: 2, created: 2, workers: [worker(0), worker(1)] }

/** `count` durations of which half took `ms`, and the others up to five times that. */
export function durations(count: number, ms: number): DurationSummary {
  return { count, avgMs: ms, p50Ms: ms, p95Ms: 2 * ms, p99Ms: 3 * ms, p999Ms: 4 * ms, maxMs: 5 * ms }
}

export function operation(count: number, ms: number, errors = 0): OperationStats {
  return { ...durations(count, ms), errors }
}

export function worker(slot: number, given: Partial<WorkerStats> = {}): WorkerStats {
  return { slot, state: 'busy', condition: 'waiting', ageMs: 65_000, operations: 1_000 * (slot + 1), ...given }
}

type Parts = Partial<Omit<LiveView, 'stats' | 'recent'>> & {
  readonly stats?: Partial<LiveView['stats']>
  readonly recent?: Partial<LiveView['recent']>
}

/** The view of a pool of two workers at 14:03:22, local time, which has done nothing, but for what is given. */
export function viewWith({ stats, recent, ...rest }: Parts = {}): LiveView {
  return {
    version: 1,
    pool: 'docs',
    pid: 4711,
    time: new Date(2025, 0, 31, 14, 3, 22).getTime(),
    upMs: 3_729_000,
    servers: ['http://127.0.0.1:6333'],
    stats: { ...IDLE_STATS, ...TWO_BUSY, ...stats },
    recent: { ...NO_ACTIVITY, ...recent },
    alerts: [],
    events: [],
    ...rest,
  }
}
