import { type Activity, activityBetween, type Moment } from './activity.ts'

/** Span that is looked back on. */
const WINDOW_MS = 5_000
/** Timers are late or early by a little: a moment that is nearly as old as the window begins it. */
const SLACK_MS = 500

/** What a pool did in the last 5 s, from moments noted about a second apart. */
export class RecentWindow {
  #moments: Moment[] = []

  /** To be called about once a second. */
  note(moment: Moment): void {
    const begin = this.#beginOf(moment)
    this.#moments = [...this.#moments.filter(({ at }) => begin === undefined || at >= begin.at), moment]
  }

  /** From the window's begin to `now`; all zeros where nothing was noted before. */
  until(now: Moment): Activity {
    return activityBetween(this.#beginOf(now) ?? now, now)
  }

  clear(): void {
    this.#moments = []
  }

  /** The latest that is old enough; the oldest where none is. */
  #beginOf(now: Moment): Moment | undefined {
    return this.#moments.findLast(({ at }) => now.at - at >= WINDOW_MS - SLACK_MS) ?? this.#moments[0]
  }
}
