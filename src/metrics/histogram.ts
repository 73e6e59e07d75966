import { build, type Histogram } from 'hdr-histogram-js'

/** Recorded in microseconds; longer ones count as the longest. */
const LONGEST_US = 3_600_000_000
/** Significant decimal digits: percentiles are within 1 % of the exact ones, 0.1 ms at 10 ms. */
const DIGITS = 2

/** Percentiles of recorded durations, in ms. All are 0 where nothing was recorded. */
export interface DurationSummary {
  readonly count: number
  readonly avgMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

export class DurationHistogram {
  readonly #histogram: Histogram = build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: DIGITS,
  })
  #count = 0
  #sumMs = 0
  #maxMs = 0

  record(durationMs: number): void {
    this.#count++
    this.#sumMs += durationMs
    if (durationMs > this.#maxMs) this.#maxMs = durationMs
    this.#histogram.recordValue(Math.min(LONGEST_US, Math.max(0, Math.round(durationMs * 1000))))
  }

  summary(): DurationSummary {
    const percentile = (p: number) => (this.#count === 0 ? 0 : this.#histogram.getValueAtPercentile(p) / 1000)
    return {
      count: this.#count,
      avgMs: this.#count === 0 ? 0 : this.#sumMs / this.#count,
      p50Ms: percentile(50),
      p95Ms: percentile(95),
      p99Ms: percentile(99),
      maxMs: this.#maxMs,
    }
  }
}
