/** A timer that fires so much later than it should, in ms, does so because its thread was blocked. */
const LATE_MS = 50

/**
 * Runs `onPassed` once after `limitMs`, unless it is stopped before; holds nothing up. Time in which the thread was blocked,
 * by a model that computes, does not count: what it waits for may lie unread, or not even have left.
 */
export class TimeLimit {
  #passed = false
  #timer: NodeJS.Timeout | undefined

  constructor(limitMs: number, onPassed: () => void) {
    const start = () => {
      const dueAt = performance.now() + limitMs
      this.#timer = setTimeout(() => {
        if (performance.now() - dueAt > LATE_MS) {
          start()
          return
        }
        this.#passed = true
        onPassed()
      }, limitMs)
      this.#timer.unref()
    }
    start()
  }

  get passed(): boolean {
    return this.#passed
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
