import { fullJitterMs, type Random } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import type { Tell } from '../base/pool-events.ts'
import { type Failure, failureError } from '../protocol/failure.ts'
import { RestartIntensity } from './restart-intensity.ts'

const RESTART_BASE_MS = 50
const RESTART_MOST_MS = 1_000
/** The first thread that ends unasked is replaced at once; from so many in a row on, with backoff. */
const BACKOFF_AFTER = 2

/** Watches how workers fail: what keeps the next one from opening, how fast threads may be restarted, and when to say so. */
export class Supervision {
  readonly #tell: Tell
  readonly #clock: Clock
  readonly #random: Random
  readonly #intensity = new RestartIntensity()
  #lastFailure: Failure | undefined
  #endedInARow = 0
  #isDegraded = false

  constructor(tell: Tell, clock: Clock, random: Random) {
    this.#tell = tell
    this.#clock = clock
    this.#random = random
  }

  /** Why the last worker could not be opened or ended unasked; undefined after the next success. */
  get lastFailure(): Failure | undefined {
    return this.#lastFailure
  }

  opened(): void {
    this.#lastFailure = undefined
    this.#endedInARow = 0
  }

  /** A connection could not be opened, or was lost. */
  failed(failure: Failure): void {
    this.#lastFailure = failure
  }

  /** A thread ended unasked or was killed. */
  threadEnded(slot: number, cause: Error): void {
    this.#endedInARow++
    this.#intensity.failed(this.#clock.now())
    const message = `the thread of worker ${slot} ended: ${cause.message}`
    this.#lastFailure = { kind: 'code', name: cause.name, message }
  }

  /** Threads end faster than restarting them is worth: one at a time is tried. */
  isRestartLimited(size: number): boolean {
    return this.#intensity.isExceeded(this.#clock.now(), size)
  }

  /** How long to wait before the next thread is started, in ms. */
  restartDelayMs(size: number): number {
    const isLimited = this.isRestartLimited(size)
    if (this.#endedInARow < BACKOFF_AFTER && !isLimited) return 0
    const attempt = isLimited ? Number.POSITIVE_INFINITY : this.#endedInARow
    return fullJitterMs(attempt, RESTART_BASE_MS, RESTART_MOST_MS, this.#random)
  }

  /** Says once that the pool is degraded, and once that it has recovered. */
  assess(size: number, isUnreachable: boolean): void {
    const isDegraded = isUnreachable || this.isRestartLimited(size)
    if (isDegraded === this.#isDegraded) return
    this.#isDegraded = isDegraded
    const failure = this.#lastFailure
    const cause = failure === undefined ? undefined : failureError(failure)
    if (isDegraded) this.#tell('degraded', { cause })
    else this.#tell('recovered', {})
  }
}
