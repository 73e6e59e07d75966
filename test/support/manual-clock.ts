import type { Clock } from '../../src/base/clock.ts'

export interface Timer {
  readonly at: number
  readonly run: () => void
}

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  protected time = 0
  protected readonly timers = new Set<Timer>()

  now(): number {
    return this.time
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.time + delayMs, run }
    this.timers.add(timer)
    return () => this.timers.delete(timer)
  }

  /** Timers that have not run and were not cancelled. */
  get pending(): number {
    return this.timers.size
  }

  /** Moves on and runs nothing, as where the thread is blocked; what fell due runs late, at the next `advance`. */
  block(ms: number): void {
    this.time += ms
  }

  /** Moves on, runs what falls due in order, and lets what that started settle. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms
    for (;;) {
      await settle()
      const next = [...this.timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.timers.delete(next)
      this.time = Math.max(this.time, next.at)
      next.run()
    }
    this.time = end
    await settle()
  }
}

/** Its timers are early by a fraction of a millisecond, as Node's are. */
export class EarlyClock extends ManualClock {
  override after(delayMs: number, run: () => void): () => void {
    return super.after(Math.max(1, Math.trunc(delayMs)), run)
  }
}

/** Lets every promise that can settle without I/O do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
