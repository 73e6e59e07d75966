import type { Clock } from '../../src/base/clock.ts'

/** A dispatcher's view of a clock; it counts the timers, and tells whose pause before the next attempt begins and ends. */
export class WatchedClock<User> implements Clock {
  readonly #clock: Clock
  readonly #watcher: { pauses(user: User): void; comesAgain(user: User): void }
  readonly #timers = new Set<() => void>()
  #drawing: User | undefined

  constructor(clock: Clock, watcher: { pauses(user: User): void; comesAgain(user: User): void }) {
    this.#clock = clock
    this.#watcher = watcher
  }

  get pending(): number {
    return this.#timers.size
  }

  /** He draws the length of his pause: the timer set next is his, unless somebody looks at the clock before. */
  draws(user: User | undefined): void {
    this.#drawing = user
  }

  now(): number {
    this.#drawing = undefined
    return this.#clock.now()
  }

  after(delayMs: number, run: () => void): () => void {
    const user = this.#drawing
    this.#drawing = undefined
    const fire = () => {
      this.#timers.delete(fire)
      // Just before he does.
      if (user !== undefined) this.#watcher.comesAgain(user)
      run()
    }
    this.#timers.add(fire)
    if (user !== undefined) this.#watcher.pauses(user)
    const stop = this.#clock.after(delayMs, fire)
    return () => {
      this.#timers.delete(fire)
      stop()
    }
  }
}
