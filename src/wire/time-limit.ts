/** Runs `onPassed` once after `limitMs`, unless it is stopped before; holds nothing up. */
export class TimeLimit {
  #passed = false
  readonly #timer: NodeJS.Timeout

  constructor(limitMs: number, onPassed: () => void) {
    this.#timer = setTimeout(() => {
      this.#passed = true
      onPassed()
    }, limitMs)
    this.#timer.unref()
  }

  get passed(): boolean {
    return this.#passed
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
