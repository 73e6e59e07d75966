import { isSlow } from '../base/health-budget.ts'
import type { HealthEvent, Tell } from '../base/pool-events.ts'
import { Recent } from '../base/recent.ts'
import type { PoolTotals } from '../metrics/pool-region.ts'
import type { HealthReport } from '../protocol/messages.ts'

/** So many of the latest checks that found something wrong are kept. */
const KEPT = 50

/** A check that found something wrong; `reason` says what, `healthy` whether the connection was opened anew in time. */
export type HealthFailure = Omit<HealthEvent, 'cause'> & { readonly reason: string }

/** What the health checks of a pool have found. */
export class HealthLog {
  readonly #failures = new Recent<HealthFailure>(KEPT)
  readonly #tell: Tell
  readonly #totals: Pick<PoolTotals, 'unhealthy'>

  constructor(tell: Tell, totals: Pick<PoolTotals, 'unhealthy'>) {
    this.#tell = tell
    this.#totals = totals
  }

  /** The latest 50 checks that found something wrong, the oldest first. */
  get failures(): readonly HealthFailure[] {
    return this.#failures.all
  }

  add(slot: number, { tier, healthy, durationMs, reason }: HealthReport): void {
    if (!healthy) this.#totals.unhealthy++
    const slow = isSlow(tier, durationMs)
    if (reason !== undefined) this.#failures.add({ slot, time: Date.now(), tier, healthy, slow, durationMs, reason })
    const cause = reason === undefined ? undefined : new Error(reason)
    this.#tell('health', { slot, cause, tier, healthy, slow, durationMs })
  }
}
