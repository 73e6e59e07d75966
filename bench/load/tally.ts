import { Latencies } from './latencies.ts'
import type { Observer } from './observer.ts'

/** Counts all that it is told. */
export class Tally implements Observer {
  /** Of the answered calls. */
  readonly latencies = new Latencies()
  /** Of an open loop: how much later than due its calls were issued. */
  readonly lateness = new Latencies()
  failures = 0
  /** What the first failed call failed with. */
  firstFailure: unknown

  answered(latencyMs: number): void {
    this.latencies.record(latencyMs)
  }

  failed(error: unknown): void {
    this.failures++
    this.firstFailure ??= error
  }

  issued(lateMs: number): void {
    this.lateness.record(lateMs)
  }
}
