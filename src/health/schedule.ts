import type { Clock } from '../base/clock.ts'

/** Qdrant closes a socket after about 5 s without a request; one every 2 s keeps it and finds a half-open one. */
const KEEP_ALIVE_AFTER_MS = 2_000
/** An answer to a probe that takes longer counts as none. */
const PROBE_LIMIT_MS = 1_000

export interface HealthReport {
  readonly healthy: boolean
  readonly durationMs: number
  readonly reason?: string
}

/** What the schedule sees of the worker's connection. */
export interface HealthTarget {
  /** A call is running: the connection is provably in use. */
  readonly busy: boolean
  readonly idleMs: number
  probe(timeoutMs: number): Promise<ProbeResult>
  reopen(timeoutMs: number): Promise<ProbeResult>
}

export type ProbeResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly failure: { readonly kind: string; readonly message?: string } }

/**
 * Runs inside the worker: keeps an idle socket open, and checks the connection every `intervalMs`. A failed check opens
 * the connection anew in the same thread. Checks never overlap, and are left out while a call runs.
 */
export class HealthSchedule {
  readonly #target: HealthTarget
  readonly #intervalMs: number
  readonly #report: (report: HealthReport) => void
  readonly #clock: Clock
  #lastCheckAt: number
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
    if (!this.#target.busy) await this.#checkIfDue()
    if (this.#cancel === undefined) return
    this.#cancel = undefined
    this.start()
  }

  async #checkIfDue(): Promise<void> {
    const now = this.#clock.now()
    const checkDue = now - this.#lastCheckAt >= this.#intervalMs
    if (!checkDue && this.#target.idleMs < KEEP_ALIVE_AFTER_MS) return
    if (checkDue) this.#lastCheckAt = now
    const first = await this.#target.probe(PROBE_LIMIT_MS)
    if (first.ok) {
      if (checkDue) this.#report({ healthy: true, durationMs: this.#clock.now() - now })
      return
    }
    // A call that waited for the probe is on its way now, over a connection that is new where the probe had to end it.
    if (this.#target.busy) return
    const second = await this.#target.reopen(PROBE_LIMIT_MS)
    const reason = second.ok ? `reconnected after: ${describe(first)}` : describe(second)
    this.#report({ healthy: second.ok, durationMs: this.#clock.now() - now, reason })
  }
}

function describe(result: ProbeResult): string {
  return result.ok ? 'ok' : (result.failure.message ?? `an answer of kind ${result.failure.kind}`)
}
