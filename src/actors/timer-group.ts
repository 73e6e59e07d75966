import type { Clock } from '../base/clock.ts'

/** Timers that end together, and hold the process up no longer than their owner does. */
export class TimerGroup {
  readonly #clock: Clock
  readonly #timers = new Set<() => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  after(delayMs: number, run: () => void): void {
    const fire = () => {
      this.#timers.delete(cancel)
      run()
    }
    const cancel = this.#clock.after(delayMs, fire, { unref: true })
    this.#timers.add(cancel)
  }

  cancelAll(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
  }
}
