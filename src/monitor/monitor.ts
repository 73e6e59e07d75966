import { channels } from '../base/channels.ts'
import type { ResolvedMonitorOptions } from '../base/monitor-options.ts'
import type { PoolEvents } from '../base/pool-events.ts'
import { Recent } from '../base/recent.ts'
import { type Activity, activityBetween, type Moment } from './activity.ts'
import { Alarm } from './alarm.ts'
import type { Alert } from './alert.ts'
import { alertRules } from './alert-rules.ts'
import { type NotedEvent, notedEvent } from './noted-event.ts'
import { type Observed, takeMoment, takeReading } from './reading.ts'
import type { Sample } from './sample.ts'
import type { PoolStats } from './stats.ts'

/** Events that are kept, of health checks and of all others apart: the many of one kind push none of the other out. */
const KEPT_EVENTS = 100
/** Alerts that are kept, raised and cleared. */
const KEPT_ALERTS = 100

const LIFECYCLE = [
  'worker:opened',
  'worker:recycled',
  'worker:replaced',
  'worker:retired',
  'worker:failed',
  'worker:stray-error',
  'circuit:open',
  'circuit:closed',
  'degraded',
  'recovered',
  'lease:leaked',
] as const satisfies readonly (keyof PoolEvents)[]

export type AlertListener = (alert: Alert) => void

/** What a monitor has seen. Plain data. */
export interface MonitorReport {
  /** Name of the pool. */
  readonly pool: string
  /** Wall clock, in ms since 1970. */
  readonly time: number
  /** Since when `activity` counts, as `time`: since the pool was made, or since `reset()`. */
  readonly since: number
  readonly stats: PoolStats
  readonly activity: Activity
  /** The oldest first, one an interval. */
  readonly samples: readonly Sample[]
  /** Of workers, circuits and leases, the oldest first; at most 100. */
  readonly events: readonly NotedEvent[]
  /** Outcomes of health checks, the oldest first; at most 100. */
  readonly health: readonly NotedEvent[]
  readonly alerts: {
    /** Those that are raised. */
    readonly raised: readonly Alert[]
    /** As they were raised and cleared, the oldest first; at most 100. */
    readonly recent: readonly Alert[]
  }
}

export interface MonitorParts extends Observed {
  readonly events: {
    on<Name extends keyof PoolEvents>(name: Name, listener: (event: PoolEvents[Name]) => void): void
  }
}

/** Samples what a pool does, keeps a bounded history, and says when something should be looked at. */
export class PoolMonitor {
  readonly #parts: MonitorParts
  readonly #options: ResolvedMonitorOptions
  readonly #alarms: readonly Alarm[]
  readonly #samples: Recent<Sample>
  readonly #events = new Recent<NotedEvent>(KEPT_EVENTS)
  readonly #health = new Recent<NotedEvent>(KEPT_EVENTS)
  readonly #alerts = new Recent<Alert>(KEPT_ALERTS)
  readonly #listeners = new Set<AlertListener>()
  #since = Date.now()
  #first: Moment
  #last: Moment
  #stopTimer: () => void = () => {}

  constructor(parts: MonitorParts, options: ResolvedMonitorOptions) {
    this.#parts = parts
    this.#options = options
    this.#alarms = alertRules(options).map((rule) => new Alarm(rule))
    this.#samples = new Recent(options.history)
    this.#first = takeMoment(parts)
    this.#last = this.#first
    if (options.enabled) this.#start()
  }

  /** Calls `listener` whenever an alert is raised or cleared; what it throws comes up as an uncaught error. */
  on(_name: 'alert', listener: AlertListener): this {
    this.#listeners.add(listener)
    return this
  }

  off(_name: 'alert', listener: AlertListener): this {
    this.#listeners.delete(listener)
    return this
  }

  /** What has been seen up to now; where the pool's option `monitor` is `false`, without samples, events and alerts. */
  report(): MonitorReport {
    const { pool, stats, snapshot } = takeReading(this.#parts)
    return {
      pool,
      time: Date.now(),
      since: this.#since,
      stats,
      activity: activityBetween(this.#first, takeMoment(this.#parts, snapshot)),
      samples: this.#samples.all,
      events: this.#events.all,
      health: this.#health.all,
      alerts: { raised: this.#raised, recent: this.#alerts.all },
    }
  }

  /** Forgets the history and counts from now on; alerts that are raised stay so, and `pool.stats()` goes on. */
  reset(): void {
    this.#since = Date.now()
    this.#first = takeMoment(this.#parts)
    this.#last = this.#first
    for (const kept of [this.#samples, this.#events, this.#health, this.#alerts]) kept.clear()
  }

  #start(): void {
    const { events } = this.#parts
    for (const name of LIFECYCLE) events.on(name, (event) => this.#events.add(notedEvent(name, event)))
    events.on('health', (event) => {
      this.#health.add(notedEvent('health', event))
      if (!event.healthy) this.#glance()
    })
    events.on('circuit:open', () => this.#glance())
    events.on('close', () => this.#stopTimer())
    this.#scheduleSample()
  }

  #scheduleSample(): void {
    const sampleSoon = () => {
      this.#sample()
      this.#scheduleSample()
    }
    this.#stopTimer = this.#parts.clock.after(this.#options.intervalMs, sampleSoon, { unref: true })
  }

  #sample(): void {
    const now = takeMoment(this.#parts)
    const sample = this.#sampleOf(now)
    this.#last = now
    const before = this.#samples.all
    for (const alarm of this.#alarms) this.#tell(alarm.sample(sample, before))
    this.#samples.add(sample)
  }

  /** Something has happened that is not to wait for the next sample. */
  #glance(): void {
    const soFar = this.#sampleOf(takeMoment(this.#parts))
    for (const alarm of this.#alarms) this.#tell(alarm.glance(soFar, this.#samples.all))
  }

  #sampleOf(now: Moment): Sample {
    const { crew, dispatcher } = this.#parts
    const { ledger, endpoints } = crew
    return {
      ...activityBetween(this.#last, now),
      time: Date.now(),
      size: ledger.size,
      idle: ledger.count('idle'),
      busy: ledger.count('busy'),
      opening: ledger.count('opening'),
      dying: ledger.count('dying'),
      waiting: dispatcher.waiting,
      openCircuits: Object.entries(endpoints.circuits).flatMap(([url, position]) =>
        position !== 'closed' ? [url] : [],
      ),
    }
  }

  #tell(alert: Alert | undefined): void {
    if (alert === undefined) return
    this.#alerts.add(alert)
    if (channels.alert.hasSubscribers) channels.alert.publish({ ...this.#parts.identity, alert })
    for (const listener of this.#listeners) {
      queueMicrotask(() => {
        if (this.#listeners.has(listener)) listener(alert)
      })
    }
  }

  get #raised(): Alert[] {
    return this.#alarms.flatMap(({ raised }) => raised ?? [])
  }
}
