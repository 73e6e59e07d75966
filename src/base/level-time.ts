import type { Clock } from './clock.ts'

/** A number that changes, summed up over time: 2 for one second comes to 2,000. */
export class LevelTime {
  readonly #clock: Pick<Clock, 'now'>
  #level: number
  #since: number
  #totalMs = 0

  constructor(clock: Pick<Clock, 'now'>, level: number) {
    this.#clock = clock
    this.#level = level
    this.#since = clock.now()
  }

  set level(level: number) {
    this.#add()
    this.#level = level
  }

  /** Since it was made. */
  get totalMs(): number {
    this.#add()
    return this.#totalMs
  }

  #add(): void {
    const now = this.#clock.now()
    this.#totalMs += this.#level * (now - this.#since)
    this.#since = now
  }
}
