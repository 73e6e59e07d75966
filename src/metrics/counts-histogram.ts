// The class alone: the package's index brings a WebAssembly build and a compressor along, 16 MB in each thread.
import { JsHistogram } from 'hdr-histogram-js/dist/JsHistogram.js'

/** Longest that is told apart: an hour in µs, which is less than 2^32. Larger values count as this. */
const LARGEST = 3_600_000_000
/** Significant decimal digits: percentiles are within 1 % of the exact ones. */
const DIGITS = 2
/** A count that has come to this stays. */
const MOST = 2 ** 32 - 1

/**
 * A histogram of hdr-histogram-js over counts that are given to it, shared or not. One Uint32 a bucket, which no reader
 * in another thread can see half-written; a bucket that is full stays so, since a count never goes back.
 */
export class CountsHistogram extends JsHistogram {
  readonly #counts: Uint32Array

  /** `total`: of the counts, for who asks for percentiles; the base class keeps it, and no other thread would see it. */
  constructor(counts: Uint32Array, total = 0) {
    super(1, LARGEST, DIGITS)
    this.#counts = counts
    this.setTotalCount(total)
  }

  /** Counts a whole number; one that is out of range as the nearest in it. */
  count(value: number): void {
    const counts = this.#counts
    const index = this.countsArrayIndex(value)
    const count = counts[index] ?? MOST
    if (count < MOST) counts[index] = count + 1
  }

  /**
   * The bucket of a whole number, or of the nearest in range: the same as the base class finds. That takes a logarithm and
   * powers for it, which were most of what it cost to count a call; in 32 bits it is a count of zeros and two shifts.
   */
  override countsArrayIndex(value: number): number {
    const within = Math.min(LARGEST, Math.max(0, value))
    const halfMagnitude = this.subBucketHalfCountMagnitude
    const bucket = Math.max(0, 31 - halfMagnitude - Math.clz32(within))
    return (bucket << halfMagnitude) + (within >>> bucket)
  }

  override getCountAtIndex(index: number): number {
    return this.#counts[index] ?? 0
  }

  override incrementCountAtIndex(index: number): void {
    this.addToCountAtIndex(index, 1)
  }

  override addToCountAtIndex(index: number, value: number): void {
    this.setCountAtIndex(index, this.getCountAtIndex(index) + value)
  }

  override setCountAtIndex(index: number, value: number): void {
    this.#counts[index] = Math.min(MOST, value)
  }

  override clearCounts(): void {
    this.#counts.fill(0)
  }

  override resize(): never {
    throw new Error('A histogram over given counts cannot grow')
  }

  override copyCorrectedForCoordinatedOmission(): never {
    throw new Error('A histogram over given counts is not copied')
  }

  protected override _getEstimatedFootprintInBytes(): number {
    return this.#counts.byteLength
  }
}

const ruler = new CountsHistogram(new Uint32Array())

/** Buckets of every histogram here. */
export const BUCKETS = ruler.countsArrayLength

/** The bucket that counts a whole number, or the nearest in range. */
export function bucketOf(value: number): number {
  return ruler.countsArrayIndex(value)
}

/** The largest whole number that a bucket counts. */
export function highestIn(bucket: number): number {
  return ruler.highestEquivalentValue(ruler.valueFromIndex(bucket))
}

/**
 * Adds the first buckets of `from`, as many as `to` has. Two that are nearly full come to one that is, where their sum would
 * begin anew at 0. A plain loop, as all loops over buckets: with a callback for each, a snapshot of five workers took 2 ms.
 */
export function addCounts(to: Uint32Array, from: Uint32Array): void {
  for (let bucket = 0; bucket < to.length; bucket++) {
    const more = from[bucket]
    if (more) to[bucket] = Math.min(MOST, (to[bucket] ?? 0) + more)
  }
}
