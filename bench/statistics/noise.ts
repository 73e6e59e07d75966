import { median } from '../figures.ts'
import { resample } from './bootstrap.ts'
import { shift } from './shift.ts'

/** The rounds of one cell in two runs that know nothing of each other; all values are above 0. */
export interface Sample {
  readonly before: readonly number[]
  readonly after: readonly number[]
}

/**
 * How far chance alone moves the shift of each sample.
 *
 * A sample's own few rounds cannot tell: resampling 3 or 5 of them never leaves their range, so that over a hundred samples
 * some pair of ranges lies apart by chance. So the rounds of all samples say together how noise is distributed, and each
 * one's own only how wide it is, at least the usual width.
 */
export class Noise {
  readonly #widths: readonly number[]
  readonly #tables: readonly (readonly number[])[]
  readonly #random: () => number

  constructor(samples: readonly Sample[], draws: number, random: () => number) {
    this.#random = random
    const residuals = samples.map(({ before, after }) => [...residualsOf(before), ...residualsOf(after)])
    const usual = median(residuals.map(rootMeanSquare))
    this.#widths = residuals.map((some) => Math.max(rootMeanSquare(some), usual))
    const urn = residuals.flatMap((some, index) => some.map((one) => one / (this.#widths[index] || 1)))
    const bySize = new Map<string, readonly number[]>()
    this.#tables = samples.map(({ before, after }) => {
      const size = `${before.length} ${after.length}`
      const table = bySize.get(size) ?? shiftsOf(urn, before.length, after.length, draws, random)
      bySize.set(size, table)
      return table
    })
  }

  /** Draws of a shift in units of the width; samples of as many rounds share one. */
  get tables(): readonly (readonly number[])[] {
    return [...new Set(this.#tables)]
  }

  tableOf(index: number): readonly number[] {
    return this.#tables[index] ?? []
  }

  widthOf(index: number): number {
    return this.#widths[index] ?? 0
  }

  /** One shift of this sample by chance. */
  drawOf(index: number): number {
    const table = this.tableOf(index)
    return this.widthOf(index) * (table[Math.floor(this.#random() * table.length)] ?? 0)
  }
}

/**
 * Draws of the shift of all samples' mean where what disturbs a round disturbs all of them: of each round's disturbance, for
 * which the median over the samples stands.
 */
export function sharedNoise(samples: readonly Sample[], draws: number, random: () => number): number[] {
  const before = disturbances(samples.map((sample) => residualsOf(sample.before)))
  const after = disturbances(samples.map((sample) => residualsOf(sample.after)))
  return shiftsOf([...before, ...after], before.length, after.length, draws, random)
}

function disturbances(residuals: readonly (readonly number[])[]): number[] {
  const rounds = Math.min(...residuals.map(({ length }) => length))
  return Array.from({ length: rounds }, (_, round) => median(residuals.map((values) => values[round] ?? 0)))
}

function shiftsOf(
  urn: readonly number[],
  before: number,
  after: number,
  draws: number,
  random: () => number,
): number[] {
  return Array.from({ length: draws }, () => shift(resample(urn, random, before), resample(urn, random, after)))
}

/** Of the median, made as wide as those of the true level would be. */
function residualsOf(values: readonly number[]): number[] {
  const level = median(values)
  const stretch = Math.sqrt(values.length / (values.length - 1))
  return values.map((value) => (value - level) * stretch)
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)
}
