import { type Counters, counters } from './counters.ts'
import { OPERATION, OPERATION_COUNTERS } from './layout.ts'
import { DURATION, Measure } from './measure.ts'

/** What calls of one operation came to, as the main thread saw it. */
export class OperationRegion {
  readonly #counters: Counters<(typeof OPERATION_COUNTERS)[number]>
  /** From a call's issue to its settlement, in ms. */
  readonly durations: Measure

  constructor(memory = new SharedArrayBuffer(OPERATION.bytes)) {
    this.#counters = counters(memory, OPERATION.countersAt, OPERATION_COUNTERS)
    this.durations = new Measure(memory, OPERATION.measuresAt, DURATION)
  }

  get errors(): number {
    return this.#counters.errors
  }

  settled(durationMs: number, ok: boolean): void {
    this.durations.record(durationMs)
    if (!ok) this.#counters.errors++
  }
}
