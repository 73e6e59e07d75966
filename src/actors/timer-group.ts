import type { Clock } from '../base/clock.ts'

/** Timers that end together, and hold the process up no longer than their owner does. */
export class TimerGroup {
  readonly #clock: Clock
  readonly #timers = new Set<() => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Never early: a timer of Node's may be so by a fraction of a millisecond, and whoever looks at the clock then waits on. */
  after(delayMs: number, run: () => void): void {
    const at = this.#clock.now() + delayMs
    const fire = () => {
      this.#timers.delete(cancel)
      const leftMs = at - this.#clock.now()
      if (leftMs > 0) this.after(leftMs, run)
      else run()
    }
    const cancel = this.#clock.after(delayMs, fire, { unref: true })
    this.#timers.add(cancel)
  }

  cancelAll(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
  }
}
