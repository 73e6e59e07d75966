import type { Activity } from './activity.ts'
import type { Alert } from './alert.ts'
import type { MonitorReport } from './monitor.ts'
import type { NotedEvent } from './noted-event.ts'
import type { PoolStats } from './stats.ts'

/** Rises when a line means something else than before: a viewer of another version says so and draws nothing wrong. */
export const LIVE_VIEW_VERSION = 1
const SHOWN_EVENTS = 10

/** One line of JSON that a job's socket gives a viewer every second. */
export interface LiveView {
  readonly version: typeof LIVE_VIEW_VERSION
  /** Name of the pool. */
  readonly pool: string
  readonly pid: number
  /** Wall clock, in ms since 1970. */
  readonly time: number
  /** Since the pool was made. */
  readonly upMs: number
  readonly servers: readonly string[]
  readonly stats: PoolStats
  /** The last 5 s. */
  readonly recent: Activity
  /** Those that are raised. */
  readonly alerts: readonly Alert[]
  /** The latest events of workers, circuits and leases, the oldest first; at most 10. */
  readonly events: readonly NotedEvent[]
}

export function liveView(
  { pool, time, stats, alerts, events }: MonitorReport,
  facts: Pick<LiveView, 'upMs' | 'servers'>,
  recent: Activity,
): LiveView {
  return {
    version: LIVE_VIEW_VERSION,
    pool,
    pid: process.pid,
    time,
    ...facts,
    stats,
    recent,
    alerts: alerts.raised,
    events: events.slice(-SHOWN_EVENTS),
  }
}
