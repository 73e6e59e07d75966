import type { DurationSummary } from '../../src/metrics/distribution.ts'
import type { Activity } from '../../src/monitor/activity.ts'
import type { PoolStats } from '../../src/monitor/stats.ts'

export const NO_DURATIONS: DurationSummary = {
  count: 0,
  avgMs: 0,
  p50Ms: 0,
  p95Ms: 0,
  p99Ms: 0,
  p999Ms: 0,
  maxMs: 0,
}

/** Of a pool that has no workers yet and has done nothing. */
export const IDLE_STATS: PoolStats = {
  size: 0,
  minSize: 1,
  maxSize: 5,
  workers: [],
  idle: 0,
  busy: 0,
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
  created: 0,
  recycled: 0,
  replaced: 0,
  failed: 0,
  timeouts: 0,
  acquireTimeouts: 0,
  healthFailures: 0,
  retries: 0,
  circuit: {},
}

/** Five seconds in which a pool did nothing. */
export const NO_ACTIVITY: Activity = {
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
}
