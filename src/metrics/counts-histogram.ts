// The class alone: the package's index brings a WebAssembly build and a compressor along, 16 MB in each thread.
import { JsHistogram } from 'hdr-histogram-js/dist/JsHistogram.js'

/** Longest that is told apart: an hour in µs. Larger values count as this. */
const LARGEST = 3_600_000_000
/** Significant decimal digits: percentiles are within 1 % of the exact ones. */
const DIGITS = 2
const MOST = 2 ** 32 - 1

/**
 * A histogram of hdr-histogram-js over counts that are given to it, shared or not. One Uint32 a bucket, which no reader
 * in another thread can see half-written; a bucket that is full stays so, since a count never goes back.
 */
export class CountsHistogram extends JsHistogram {
  readonly #counts: Uint32Array

  constructor(counts: Uint32Array) {
    super(1, LARGEST, DIGITS)
    this.#counts = counts
    // What was counted before, by another thread, is not in the fields that the base class keeps beside the counts.
    this.setTotalCount(0)
  }

  /** Counts a whole number; one that is out of range as the nearest in it. */
  count(value: number): void {
    this.incrementCountAtIndex(this.countsArrayIndex(Math.min(LARGEST, Math.max(0, value))))
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

/** The bucket that counts a whole number; one that is out of range as the nearest in it. */
export function bucketOf(value: number): number {
  return ruler.countsArrayIndex(Math.min(LARGEST, Math.max(0, value)))
}

/** The largest whole number that a bucket counts. */
export function highestIn(bucket: number): number {
  return ruler.highestEquivalentValue(ruler.valueFromIndex(bucket))
}
