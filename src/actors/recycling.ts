import type { Random } from '../base/backoff.ts'

/** Connections opened together would all be due together: each gets up to this share of the age less. */
const JITTER = 0.1
/** The part of a pool that may be recycled in a second; one worker may always. */
const SHARE_PER_SECOND = 0.1

/** The age in ms at which a connection opened now is due: between 90 and 100 % of `recycleAfterMs`. */
export function recycleAge(recycleAfterMs: number, random: Random): number {
  return recycleAfterMs * (1 - JITTER * random())
}

/** The shortest time in ms between two that are recycled, in a pool of so many workers. */
export function recycleEveryMs(workers: number): number {
  return 1_000 / Math.max(1, Math.floor(SHARE_PER_SECOND * workers))
}

/** Spaces out the recycling of a pool that is due all at once. */
export class RecyclingPace {
  #lastAt = Number.NEGATIVE_INFINITY

  /** Whether one more may be recycled now; counts it where it may. */
  take(now: number, workers: number): boolean {
    if (now - this.#lastAt < recycleEveryMs(workers)) return false
    this.#lastAt = now
    return true
  }
}
