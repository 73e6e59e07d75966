import type { Clock } from '../../src/base/clock.ts'
import { settle } from './manual-clock.ts'

interface Timer {
  readonly at: number
  readonly run: () => void
}

/** A clock that stands still until the test moves it, and that lets it choose which of those due together runs first. */
export class TieClock implements Clock {
  #now = 0
  readonly #timers = new Set<Timer>()
  /** The number of one of `count` timers. */
  readonly #choose: (count: number) => number

  constructor(choose: (count: number) => number) {
    this.#choose = choose
  }

  now(): number {
    return this.#now
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Timers that have not run and were not cancelled. */
  get pending(): number {
    return this.#timers.size
  }

  /** Moves on to the next that falls due, runs it, and lets what that started settle. False where nothing is left. */
  async next(): Promise<boolean> {
    let due: Timer[] = []
    for (const timer of this.#timers) {
      const first = due[0]?.at ?? Number.POSITIVE_INFINITY
      if (timer.at < first) due = [timer]
      else if (timer.at === first) due.push(timer)
    }
    const timer = due[this.#choose(due.length)]
    if (timer === undefined) return false
    this.#timers.delete(timer)
    this.#now = timer.at
    timer.run()
    await settle()
    return true
  }
}
