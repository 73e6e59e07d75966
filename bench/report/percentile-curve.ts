import type { Round } from '../sweep/results.ts'

export type Histogram = Round['histogram']

/** One point of a curve of latencies as HdrHistogram draws it. */
export interface Percentile {
  /** 1 / (1 - share of the calls that took no longer): 2 is the median, 100 the 99th percentile. */
  readonly oneIn: number
  readonly ms: number
}

const POINTS_A_DECADE = 12

/** One histogram of the calls of all rounds. */
export function mergeHistograms(histograms: readonly Histogram[]): Histogram {
  const counts = new Map<number, number>()
  for (const [upToMs, count] of histograms.flat()) counts.set(upToMs, (counts.get(upToMs) ?? 0) + count)
  return [...counts].sort(([one], [other]) => one - other)
}

/** From the median to the last percentile beyond which a call lies. */
export function percentileCurve(histogram: Histogram): Percentile[] {
  const total = histogram.reduce((sum, [, count]) => sum + count, 0)
  if (total < 2) return []
  const steps = Math.floor(Math.log10(total / 2) * POINTS_A_DECADE)
  const places = Array.from({ length: steps + 1 }, (_, step) => 2 * 10 ** (step / POINTS_A_DECADE))
  // The percentiles that people name lie on the curve, whatever the step.
  for (let decade = 10; decade <= total; decade *= 10) places.push(decade)
  return places.sort((a, b) => a - b).map((oneIn) => ({ oneIn, ms: atRank(histogram, total * (1 - 1 / oneIn)) }))
}

/** Upper bound of the bucket in which the call of this rank lies. */
function atRank(histogram: Histogram, rank: number): number {
  let seen = 0
  for (const [upToMs, count] of histogram) {
    seen += count
    // A billionth makes up for what floating point adds to a whole rank.
    if (seen >= rank - 1e-9 * rank) return upToMs
  }
  return histogram.at(-1)?.[0] ?? 0
}
