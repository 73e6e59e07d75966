import { addCounts, bucketOf, CountsHistogram, highestIn } from './counts-histogram.ts'

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
  /** By bucket, up to the last that holds something. */
  readonly #counts: Uint32Array
  /** Over the counts, for who asks for percentiles. */
  #histogram: CountsHistogram | undefined

  constructor(counts: Uint32Array, sum: number, max: number, steps: number) {
    let count = 0
    for (let bucket = 0; bucket < counts.length; bucket++) count += counts[bucket] ?? 0
    this.count = count
    this.sum = sum
    this.max = max
    this.steps = steps
    this.#counts = counts
  }

  static empty(steps: number): Distribution {
    return new Distribution(new Uint32Array(), 0, 0, steps)
  }

  get average(): number {
    return this.count === 0 ? 0 : this.sum / this.count
  }

  /** The value that `percent` of all do not exceed, within 1 %; 0 where nothing was recorded. */
  percentile(percent: number): number {
    this.#histogram ??= new CountsHistogram(this.#counts, this.count)
    return Math.min(this.max, this.#histogram.getValueAtPercentile(percent) / this.steps)
  }

  /** How many values were `bound` or less, and of the larger ones those that differ from it by less than 1 % or one step. */
  countUpTo(bound: number): number {
    const last = Math.min(bucketOf(Math.round(bound * this.steps)), this.#counts.length - 1)
    let total = 0
    for (let bucket = 0; bucket <= last; bucket++) total += this.#counts[bucket] ?? 0
    return total
  }

  /** What was recorded after `earlier`, a reading of the same values; its maximum is exact where it is the highest of all. */
  since(earlier: Distribution): Distribution {
    const counts = new Uint32Array(this.#counts.length)
    let last = -1
    for (let bucket = 0; bucket < counts.length; bucket++) {
      const count = (this.#counts[bucket] ?? 0) - (earlier.#counts[bucket] ?? 0)
      if (count <= 0) continue
      counts[bucket] = count
      last = bucket
    }
    const highest = last === -1 ? 0 : Math.min(this.max, highestIn(last) / this.steps)
    const max = this.max > earlier.max && last !== -1 ? this.max : highest
    return new Distribution(counts.subarray(0, last + 1), Math.max(0, this.sum - earlier.sum), max, this.steps)
  }

  plus(other: Distribution): Distribution {
    const counts = new Uint32Array(Math.max(this.#counts.length, other.#counts.length))
    addCounts(counts, this.#counts)
    addCounts(counts, other.#counts)
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
