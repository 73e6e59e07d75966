import { type Counters, counters } from './counters.ts'
import { POOL, POOL_COUNTERS, POOL_MEASURES } from './layout.ts'
import { DURATION, MEASURE_BYTES, Measure, PLAIN } from './measure.ts'

export type PoolTotals = Counters<(typeof POOL_COUNTERS)[number]>

/** What the main thread counts for the pool as a whole. */
export class PoolRegion {
  readonly totals: PoolTotals
  /** Waits for a worker, in ms. */
  readonly acquire: Measure
  /** Calls in one request. */
  readonly batches: Measure

  constructor(memory = new SharedArrayBuffer(POOL.bytes)) {
    this.totals = counters(memory, POOL.countersAt, POOL_COUNTERS)
    const at = (name: (typeof POOL_MEASURES)[number]) => POOL.measuresAt + POOL_MEASURES.indexOf(name) * MEASURE_BYTES
    this.acquire = new Measure(memory, at('acquire'), DURATION)
    this.batches = new Measure(memory, at('batches'), PLAIN)
  }
}
