import { describe, expect, it } from 'vitest'
import { seeded } from '../../../bench/dataset.ts'
import type { Sample } from '../../../bench/statistics/noise.ts'
import { shift } from '../../../bench/statistics/shift.ts'
import { compareRuns } from '../../../bench/statistics/unpaired.ts'

const SEED = 11
const CONFIDENCE = { single: 0.99, mean: 0.95 }

const widthOf = ({ interval: [low, high] }: { interval: readonly [number, number] }) => high - low

describe(`the change between two runs (seed ${SEED})`, () => {
  const random = seeded(SEED)
  const rounds = (level: number, spread: number, count = 5) =>
    Array.from({ length: count }, () => level * (1 + spread * (random() - 0.5)))

  it('is the middle of all differences, which one odd value does not move', () => {
    expect(shift([1, 2, 3], [11, 12, 13])).toBe(10)
    expect(shift([1, 2, 3], [11, 12, 9_999])).toBe(10)
    expect(shift([1, 2], [3, 4])).toBe(2)
  })

  it('is exact where rounds do not differ', () => {
    const sample: Sample = { before: [100, 100, 100], after: [90, 90, 90] }
    const { singles, mean } = compareRuns([sample, sample], CONFIDENCE, random)
    for (const one of [...singles, mean]) {
      expect(one.ratio).toBeCloseTo(0.9, 10)
      expect(one.interval[0]).toBeCloseTo(0.9, 10)
      expect(one.interval[1]).toBeCloseTo(0.9, 10)
    }
  })

  it('lies in its interval nearly always, of single samples and of their mean', () => {
    const trials = Array.from({ length: 100 }, () => {
      const samples = Array.from({ length: 4 }, () => ({ before: rounds(100, 0.1), after: rounds(80, 0.1) }))
      return compareRuns(samples, CONFIDENCE, random)
    })
    const holds = ({ interval: [low, high] }: { interval: readonly [number, number] }) => low <= 0.8 && 0.8 <= high
    expect(trials.filter(({ mean }) => holds(mean)).length).toBeGreaterThanOrEqual(88)
    expect(trials.flatMap(({ singles }) => singles).filter(holds).length).toBeGreaterThanOrEqual(388)
  })

  it('is told more sharply by the mean of many samples than by each', () => {
    const samples = Array.from({ length: 30 }, () => ({ before: rounds(100, 0.1), after: rounds(100, 0.1) }))
    const { singles, mean } = compareRuns(samples, CONFIDENCE, random)
    expect(3 * widthOf(mean)).toBeLessThan(Math.min(...singles.map(widthOf)))
  })

  it('is told less sharply by a sample that is noisier than the others', () => {
    const samples = [0.02, 0.02, 0.02, 0.3].map((spread) => ({
      before: rounds(100, spread),
      after: rounds(100, spread),
    }))
    const widths = compareRuns(samples, CONFIDENCE, random).singles.map(widthOf)
    expect(widths[3]).toBeGreaterThan(3 * Math.max(...widths.slice(0, 3)))
  })

  it('has a wide mean where whole rounds of all samples were disturbed together', () => {
    const levels = [100, 80, 120, 90, 110]
    const together = Array.from({ length: 30 }, () => ({ before: levels, after: levels }))
    const apart = together.map((_, index) => {
      const turned = levels.map((_level, round) => levels[(round + index) % levels.length] ?? 0)
      return { before: turned, after: turned }
    })
    const [shared, own] = [together, apart].map((samples) => widthOf(compareRuns(samples, CONFIDENCE, random).mean))
    expect(shared).toBeGreaterThan(2 * (own ?? Number.POSITIVE_INFINITY))
  })

  it('compares runs of unlike many rounds', () => {
    const samples = [
      { before: rounds(100, 0.01, 3), after: rounds(50, 0.01, 7) },
      { before: rounds(100, 0.01, 5), after: rounds(50, 0.01, 4) },
    ]
    for (const { ratio } of compareRuns(samples, CONFIDENCE, random).singles) expect(ratio).toBeCloseTo(0.5, 1)
  })
})
