import type { DurationSummary } from '../../src/metrics/distribution.ts'
import type { LiveView } from '../../src/monitor/live-view.ts'
import type { OperationStats, WorkerStats } from '../../src/monitor/stats.ts'

export const NO_DURATIONS: DurationSummary = {
  count: 0,
  avgMs: 0,
  p50Ms: 0,
  p95Ms: 0,
  p99Ms: 0,
  p999Ms: 0,
  maxMs: 0,
}

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
    stats: {
      size: 2,
      minSize: 1,
      maxSize: 2,
      workers: [worker(0), worker(1)],
      idle: 0,
      busy: 2,
      opening: 0,
      dying: 0,
      waiting: 0,
      acquire: NO_DURATIONS,
      operations: {},
      requests: NO_DURATIONS,
      embedding: { ...NO_DURATIONS, texts: 0 },
      health: { fast: NO_DURATIONS, medium: NO_DURATIONS, deep: NO_DURATIONS },
      coalescing: { batches: 0, operations: 0, p50: 0, p95: 0, max: 0 },
      busyMs: 0,
      created: 2,
      recycled: 0,
      replaced: 0,
      failed: 0,
      timeouts: 0,
      acquireTimeouts: 0,
      healthFailures: 0,
      retries: 0,
      circuit: {},
      ...stats,
    },
    recent: {
      seconds: 5,
      utilisation: 0,
      calls: 0,
      callsPerSecond: 0,
      errors: 0,
      timeouts: 0,
      acquireTimeouts: 0,
      retries: 0,
      created: 0,
      recycled: 0,
      replaced: 0,
      failed: 0,
      healthFailures: 0,
      acquire: NO_DURATIONS,
      operations: {},
      requests: NO_DURATIONS,
      embedding: { ...NO_DURATIONS, texts: 0 },
      callsPerRequest: 0,
      ...recent,
    },
    alerts: [],
    events: [],
    ...rest,
  }
}
