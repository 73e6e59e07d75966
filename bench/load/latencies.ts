import { BUCKETS, CountsHistogram, highestIn } from '../../src/metrics/counts-histogram.ts'
import type { DurationSummary } from '../../src/metrics/distribution.ts'

const STEPS_PER_MS = 1_000

/** Durations in ms, counted in µs; percentiles are within 1 % of the exact ones. */
export class Latencies {
  readonly #counts = new Uint32Array(BUCKETS)
  readonly #histogram = new CountsHistogram(this.#counts)
  #count = 0
  #sum = 0
  #max = 0

  get count(): number {
    return this.#count
  }

  record(ms: number): void {
    this.#count++
    this.#sum += ms
    if (ms > this.#max) this.#max = ms
    this.#histogram.count(Math.round(ms * STEPS_PER_MS))
  }

  /** The duration that `percent` of all do not exceed; 0 where there are none. */
  percentile(percent: number): number {
    return Math.min(
      this.#max,
      new CountsHistogram(this.#counts, this.#count).getValueAtPercentile(percent) / STEPS_PER_MS,
    )
  }

  summary(): DurationSummary {
    return {
      count: this.#count,
      avgMs: this.#count === 0 ? 0 : this.#sum / this.#count,
      p50Ms: this.percentile(50),
      p95Ms: this.percentile(95),
      p99Ms: this.percentile(99),
      p999Ms: this.percentile(99.9),
      maxMs: this.#max,
    }
  }

  /** What was counted as [upper bound of the bucket in ms, how many], ascending, without empty buckets. */
  buckets(): [upToMs: number, count: number][] {
    const filled: [number, number][] = []
    for (const [bucket, count] of this.#counts.entries())
      if (count > 0) filled.push([highestIn(bucket) / STEPS_PER_MS, count])
    return filled
  }
}
