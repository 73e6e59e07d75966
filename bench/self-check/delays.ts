import { shuffled } from '../sweep/cells.ts'

/** No answer comes sooner; */
const LEAST_MS = 10
/** how much later one comes on average. */
const MEAN_MS = 15

/**
 * `count` delays in ms, exponential beyond a least one, in a random order. Not drawn: one from each of `count` equally
 * likely parts, so that their percentiles are known, and any `count` in a row, taken round and round, are all of them.
 */
export function exponentialDelays(count: number, random: () => number): number[] {
  const delays = Array.from({ length: count }, (_, index) => LEAST_MS - MEAN_MS * Math.log(1 - (index + 0.5) / count))
  return shuffled(delays, random)
}
