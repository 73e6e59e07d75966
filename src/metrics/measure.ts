import { addCounts, BUCKETS, bucketOf, CountsHistogram } from './counts-histogram.ts'
import { Distribution } from './distribution.ts'

const COUNTS_AT = 2 * Float64Array.BYTES_PER_ELEMENT

/** Room that one measure takes, in bytes. */
export const MEASURE_BYTES = COUNTS_AT + BUCKETS * Uint32Array.BYTES_PER_ELEMENT

/** µs in a ms: what durations are counted in. */
export const DURATION = 1_000
export const PLAIN = 1

/**
 * Values of one kind in shared memory: recorded by one thread, read by any, without a lock. A reader may miss the value
 * that is being recorded, or see it in one field and not yet in another; no field ever goes back.
 *
 *      byte 0   sum      Float64           (64 bits, aligned: V8 stores it at once where Node runs)
 *           8   max      Float64
 *          16   counts   BUCKETS x Uint32  of hdr-histogram-js, 2 digits
 */
export class Measure {
  readonly #totals: Float64Array<SharedArrayBuffer>
  readonly #counts: Uint32Array<SharedArrayBuffer>
  readonly #histogram: CountsHistogram
  readonly #steps: number

  constructor(memory: SharedArrayBuffer, at: number, steps: number) {
    this.#totals = new Float64Array(memory, at, 2)
    this.#counts = new Uint32Array(memory, at + COUNTS_AT, BUCKETS)
    this.#histogram = new CountsHistogram(this.#counts)
    this.#steps = steps
  }

  /** Only by the one thread that writes here. What is not above 0 counts as 0; NaN, too, which would spoil the sum for good. */
  record(given: number): void {
    const value = given > 0 ? given : 0
    const totals = this.#totals
    totals[0] = (totals[0] ?? 0) + value
    if (value > (totals[1] ?? 0)) totals[1] = value
    this.#histogram.count(Math.round(value * this.#steps))
  }

  read(): Distribution {
    return Measure.readAll([this], this.#steps)
  }

  /** As if what several measures hold had been recorded in one. */
  static readAll(measures: readonly Measure[], steps: number): Distribution {
    let [sum, max] = [0, 0]
    for (const measure of measures) {
      sum += measure.#totals[0] ?? 0
      max = Math.max(max, measure.#totals[1] ?? 0)
    }
    // Nothing lies above the maximum, but for what is recorded after it was read.
    const counts = new Uint32Array(bucketOf(Math.round(max * steps)) + 1)
    for (const measure of measures) addCounts(counts, measure.#counts)
    return new Distribution(counts, sum, max, steps)
  }
}

/** Durations in ms, in memory of their own. */
export function newDurations(): Measure {
  return new Measure(new SharedArrayBuffer(MEASURE_BYTES), 0, DURATION)
}
