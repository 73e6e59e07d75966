import { Latencies } from '../load/latencies.ts'
import type { Observer } from '../load/observer.ts'
import { reasonOf } from '../server/reason.ts'
import type { Sample } from './results.ts'

/** What an interval sees of the process, at its end. */
export type Look = Pick<Sample, 'rssMb' | 'sockets'>

interface Interval {
  readonly latencies: Latencies
  offered: number
  answered: number
  failed: number
  inFlight: number
  look: Look | undefined
}

/**
 * What becomes of calls, interval by interval. Latencies and failures stand where the call was due: in an open loop they say
 * how a call fares that comes then, whatever is still queued from before. Answers are counted when they come.
 */
export class IntervalBook implements Observer {
  readonly #intervalMs: number
  /** Undefined in an open loop. */
  readonly #callers: number | undefined
  readonly #intervals: Interval[] = []
  #pending = 0
  #failure: string | undefined

  /** Room for `durationMs` is taken at once: it is none of what grows in a soak. */
  constructor(intervalMs: number, durationMs: number, callers: number | undefined) {
    this.#intervalMs = intervalMs
    this.#callers = callers
    this.#at(durationMs)
  }

  /** What the first failed call failed with. */
  get failure(): string | undefined {
    return this.#failure
  }

  answered(latencyMs: number, dueMs: number): void {
    this.#pending--
    this.#at(dueMs).latencies.record(latencyMs)
    this.#at(dueMs + latencyMs).answered++
  }

  failed(error: unknown, dueMs: number): void {
    this.#pending--
    this.#failure ??= reasonOf(error)
    this.#at(dueMs).failed++
  }

  issued(_lateMs: number, dueMs: number): void {
    this.#pending++
    this.#at(dueMs).offered++
  }

  /** Notes what the process holds now, as the end of the interval in which `atMs` is. */
  look(atMs: number, look: Look): void {
    const interval = this.#at(atMs)
    interval.look = look
    interval.inFlight = this.#callers ?? this.#pending
  }

  /** Of all intervals that were whole by `untilMs`. */
  samples(untilMs: number): Sample[] {
    const whole = this.#intervals.slice(0, Math.floor(untilMs / this.#intervalMs))
    const perSecond = (count: number) => (count * 1000) / this.#intervalMs
    let last: Look = { rssMb: process.memoryUsage.rss() / 2 ** 20, sockets: undefined }
    return Array.from(whole, (interval, index) => {
      last = interval.look ?? last
      const { p50Ms, p95Ms, p99Ms, maxMs } = interval.latencies.summary()
      return {
        atMs: (index + 0.5) * this.#intervalMs,
        offered: this.#callers === undefined ? perSecond(interval.offered) : undefined,
        perSecond: perSecond(interval.answered),
        failed: interval.failed,
        ...{ p50Ms, p95Ms, p99Ms, maxMs },
        inFlight: interval.inFlight,
        ...last,
      }
    })
  }

  /** Its intervals are made in order, so that none is missing. */
  #at(ms: number): Interval {
    const index = Math.max(0, Math.floor(ms / this.#intervalMs))
    while (this.#intervals.length <= index)
      this.#intervals.push({
        latencies: new Latencies(),
        ...{ offered: 0, answered: 0, failed: 0, inFlight: 0 },
        look: undefined,
      })
    return this.#intervals[index] as Interval
  }
}
