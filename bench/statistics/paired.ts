import { median, range } from '../figures.ts'
import { middle, resample } from './bootstrap.ts'

/** Resamplings of the bootstrap: the ends of its interval move by less than the figures that are printed. */
const RESAMPLES = 2_000
const CONFIDENCE = 0.95

/** One figure of one round, with and without. */
export interface Pair {
  readonly on: number
  readonly off: number
}

export interface Comparison extends Pair {
  readonly onSpread: readonly [number, number]
  readonly offSpread: readonly [number, number]
  /** Of the medians. */
  readonly ratioOfMedians: number
  /** The median of on / off of each round: what slows the machine for a while slows both halves of a round. */
  readonly ratio: number
  /** Where that median lies with 95 % confidence, by a bootstrap over the rounds. */
  readonly interval: readonly [number, number]
}

export function compare(pairs: readonly Pair[], random: () => number): Comparison {
  const ratios = pairs.map(({ on, off }) => on / off)
  const [on, off] = [pairs.map((pair) => pair.on), pairs.map((pair) => pair.off)]
  return {
    on: median(on),
    off: median(off),
    onSpread: range(on),
    offSpread: range(off),
    ratioOfMedians: median(on) / median(off),
    ratio: median(ratios),
    interval: bootstrap(ratios, random),
  }
}

/** The middle 95 % of the medians of resamplings with replacement. */
export function bootstrap(values: readonly number[], random: () => number): [number, number] {
  return middle(
    Array.from({ length: RESAMPLES }, () => median(resample(values, random))),
    CONFIDENCE,
  )
}

/** Which goes first changes from round to round, so that neither always finds the machine as the other leaves it. */
export function order<T>(first: T, second: T, round: number): [T, T] {
  return round % 2 === 0 ? [first, second] : [second, first]
}
