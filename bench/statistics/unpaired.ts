import { middle } from './bootstrap.ts'
import { Noise, type Sample, sharedNoise } from './noise.ts'
import { shift } from './shift.ts'

/** Draws that lie beyond each end of an interval, at least: with fewer its ends would jump about. */
const DRAWS_BEYOND = 5
const LEAST_DRAWS = 2_000

/** After by before. */
export interface Ratio {
  readonly ratio: number
  readonly interval: readonly [low: number, high: number]
}

export interface Ratios {
  /** In the order of the samples. */
  readonly singles: readonly Ratio[]
  /** Their geometric mean. */
  readonly mean: Ratio
}

/** Of the interval of each sample, and of that of their mean. */
export interface Confidence {
  readonly single: number
  readonly mean: number
}

/**
 * What has changed between two runs, sample by sample and in all, by a bootstrap of residuals (Efron & Tibshirani, An
 * Introduction to the Bootstrap, 1993, chapter 9) of logarithms, since a slowdown is a factor.
 */
export function compareRuns(samples: readonly Sample[], confidence: Confidence, random: () => number): Ratios {
  const logs = samples.map(({ before, after }) => ({ before: before.map(Math.log), after: after.map(Math.log) }))
  const shifts = logs.map(({ before, after }) => shift(before, after))
  const draws = Math.max(LEAST_DRAWS, Math.ceil((2 * DRAWS_BEYOND) / (1 - confidence.single)))
  const noise = new Noise(logs, draws, random)
  const bounds = new Map(noise.tables.map((table) => [table, middle(table, confidence.single)]))
  const singles = shifts.map((value, index) => {
    const [low, high] = bounds.get(noise.tableOf(index)) ?? [0, 0]
    return ratioOf(value, [noise.widthOf(index) * low, noise.widthOf(index) * high])
  })
  const apart = middle(
    Array.from({ length: LEAST_DRAWS }, () => average(shifts.map((_, index) => noise.drawOf(index)))),
    confidence.mean,
  )
  const together = middle(sharedNoise(logs, LEAST_DRAWS, random), confidence.mean)
  const mean = ratioOf(average(shifts), [Math.min(apart[0], together[0]), Math.max(apart[1], together[1])])
  return { singles, mean }
}

function ratioOf(logarithm: number, [low, high]: readonly [number, number]): Ratio {
  return { ratio: Math.exp(logarithm), interval: [Math.exp(logarithm - high), Math.exp(logarithm - low)] }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
