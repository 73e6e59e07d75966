import { BUCKETS, CountsHistogram } from './counts-histogram.ts'

/** Percentiles of recorded durations, in ms. All are 0 where nothing was recorded. */
export interface DurationSummary {
  readonly count: number
  readonly avgMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
  readonly maxMs: number
}

/** Recorded values at one moment: a copy that nobody writes to. Values in the unit that they were recorded in. */
export class Distribution {
  readonly count: number
  readonly sum: number
  readonly max: number
  /** Steps in one unit of the values: 1000 for ms that are counted in µs. */
  readonly steps: number
  readonly #counts: Uint32Array
  readonly #histogram: CountsHistogram

  constructor(counts: Uint32Array, sum: number, max: number, steps: number) {
    this.#counts = counts
    this.#histogram = new CountsHistogram(counts)
    this.count = counts.reduce((total, count) => total + count, 0)
    this.#histogram.setTotalCount(this.count)
    this.sum = sum
    this.max = max
    this.steps = steps
  }

  static empty(steps: number): Distribution {
    return new Distribution(new Uint32Array(BUCKETS), 0, 0, steps)
  }

  get average(): number {
    return this.count === 0 ? 0 : this.sum / this.count
  }

  /** The value that `percent` of all do not exceed, within 1 %; 0 where nothing was recorded. */
  percentile(percent: number): number {
    return this.count === 0 ? 0 : Math.min(this.max, this.#histogram.getValueAtPercentile(percent) / this.steps)
  }

  /** How many values were `bound` or less, where such as differ from it by less than 1 % may count either way. */
  countUpTo(bound: number): number {
    const last = this.#histogram.countsArrayIndex(Math.floor(bound * this.steps))
    let total = 0
    for (let index = 0; index <= last; index++) total += this.#counts[index] ?? 0
    return total
  }

  /** What was recorded after `earlier`, a reading of the same values; its maximum is exact where it is the highest of all. */
  since(earlier: Distribution): Distribution {
    const counts = this.#counts.map((count, index) => Math.max(0, count - (earlier.#counts[index] ?? 0)))
    const last = counts.findLastIndex((count) => count > 0)
    const ceiling = last === -1 ? 0 : this.#histogram.highestEquivalentValue(this.#histogram.valueFromIndex(last))
    const max = this.max > earlier.max && last !== -1 ? this.max : Math.min(this.max, ceiling / this.steps)
    return new Distribution(counts, Math.max(0, this.sum - earlier.sum), max, this.steps)
  }

  plus(other: Distribution): Distribution {
    const counts = this.#counts.map((count, index) => count + (other.#counts[index] ?? 0))
    return new Distribution(counts, this.sum + other.sum, Math.max(this.max, other.max), this.steps)
  }

  /** Of durations in ms. */
  summary(): DurationSummary {
    return {
      count: this.count,
      avgMs: this.average,
      p50Ms: this.percentile(50),
      p95Ms: this.percentile(95),
      p99Ms: this.percentile(99),
      p999Ms: this.percentile(99.9),
      maxMs: this.max,
    }
  }
}
