import { ManualClock, settle, type Timer } from './manual-clock.ts'

/** Lets the test choose which of those that fall due together runs first. */
export class TieClock extends ManualClock {
  /** The number of one of `count` timers. */
  readonly #choose: (count: number) => number

  constructor(choose: (count: number) => number) {
    super()
    this.#choose = choose
  }

  /** Moves on to the next that falls due, runs it, and lets what that started settle. False where nothing is left. */
  async next(): Promise<boolean> {
    let due: Timer[] = []
    for (const timer of this.timers) {
      const first = due[0]?.at ?? Number.POSITIVE_INFINITY
      if (timer.at < first) due = [timer]
      else if (timer.at === first) due.push(timer)
    }
    const timer = due[this.#choose(due.length)]
    if (timer === undefined) return false
    this.timers.delete(timer)
    this.time = timer.at
    timer.run()
    await settle()
    return true
  }
}
