import type { Clock } from '../base/clock.ts'
import type { HealthTier } from '../base/pool-events.ts'
import { failureText } from '../protocol/failure.ts'
import type { HealthReport, Reply } from '../protocol/messages.ts'
import { CHECK_LIMIT_MS } from './check-limit.ts'

/** Qdrant closes a socket after about 5 s without a request; one every 2 s keeps it and finds a half-open one. */
const KEEP_ALIVE_AFTER_MS = 2_000
/** A worker that came free a moment ago has shown that it is well, and may be wanted again at once. */
const QUIET_MS = 500

/** What the schedule sees of the worker and its connection. */
export interface HealthTarget {
  /** The worker is idle, as the main thread knows it. */
  readonly free: boolean
  /** Idle workers of the whole pool. */
  readonly freeWorkers: number
  /** A call has come or runs: the connection is in use. */
  readonly busy: boolean
  readonly idleMs: number
  /** Undefined where a call came and the check gave way, or where the tier has nothing to look at. */
  check(tier: HealthTier): Promise<Reply | undefined>
  reopen(timeoutMs: number): Promise<Reply>
}

/**
 * Runs inside the worker: keeps an idle socket open, and checks the connection every `intervalMs`, from tier to tier. A
 * failed check opens the connection anew in the same thread. Checks never overlap, are left out while the worker works,
 * and never take the last free worker of a pool that is in use.
 */
export class HealthSchedule {
  readonly #target: HealthTarget
  readonly #intervalMs: number
  readonly #report: (report: HealthReport) => void
  readonly #clock: Clock
  #lastCheckAt: number
  /** The last check found something wrong: the next that does not is told, whatever it is for. */
  #hasFailed = false
  #cancel: (() => void) | undefined

  constructor(target: HealthTarget, intervalMs: number, report: (report: HealthReport) => void, clock: Clock) {
    this.#target = target
    this.#intervalMs = intervalMs
    this.#report = report
    this.#clock = clock
    this.#lastCheckAt = clock.now()
  }

  start(): void {
    this.#cancel ??= this.#clock.after(this.#tickMs, () => void this.#tick(), { unref: true })
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  get #tickMs(): number {
    return Math.min(KEEP_ALIVE_AFTER_MS / 2, this.#intervalMs)
  }

  async #tick(): Promise<void> {
    await this.#lookAfter()
    if (this.#cancel === undefined) return
    this.#cancel = undefined
    this.start()
  }

  async #lookAfter(): Promise<void> {
    if (!this.#isSpare) return
    const now = this.#clock.now()
    if (now - this.#lastCheckAt >= this.#intervalMs) {
      this.#lastCheckAt = now
      for (const tier of ['fast', 'medium', 'deep'] as const) {
        if (!this.#isSpare || !(await this.#check(tier, true))) return
      }
    } else if (this.#target.idleMs >= KEEP_ALIVE_AFTER_MS) await this.#check('medium', this.#hasFailed)
  }

  /** No call is kept waiting by a check now, as far as can be seen from here. */
  get #isSpare(): boolean {
    const { free, busy, freeWorkers, idleMs } = this.#target
    return free && !busy && (freeWorkers > 1 || idleMs >= QUIET_MS)
  }

  /** False where the next tier is not to be looked at. */
  async #check(tier: HealthTier, tells: boolean): Promise<boolean> {
    const since = this.#clock.now()
    const first = await this.#target.check(tier)
    if (first === undefined) return false
    if (first.ok) {
      if (tier !== 'fast') this.#hasFailed = false
      if (tells) this.#report({ tier, healthy: true, durationMs: this.#clock.now() - since })
      return true
    }
    // A call that came meanwhile has a connection that is new where the check had to end it.
    if (this.#target.busy || !this.#target.free) return false
    this.#hasFailed = true
    const second = await this.#target.reopen(CHECK_LIMIT_MS)
    const reason = second.ok ? `reconnected after: ${failureText(first.failure)}` : failureText(second.failure)
    this.#report({ tier, healthy: second.ok, durationMs: this.#clock.now() - since, reason })
    return false
  }
}
