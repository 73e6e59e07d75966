import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Distance, figureOf, normalise, shownScore, similarityOf } from '../../../src/embedded/vectors/distance.ts'
import { shortFloat } from '../../../src/embedded/vectors/floats.ts'

const naive: Record<Distance, (a: number[], b: number[]) => number> = {
  Cosine: (a, b) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0),
  Dot: (a, b) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0),
  Euclid: (a, b) => Math.hypot(...a.map((x, i) => x - (b[i] ?? 0))),
  Manhattan: (a, b) => a.reduce((sum, x, i) => sum + Math.abs(x - (b[i] ?? 0)), 0),
}

describe.each(['Cosine', 'Dot', 'Euclid', 'Manhattan'] as const)('%s', (distance) => {
  it('agrees with the formula for every length', () => {
    const lengths = Array.from({ length: 13 }, (_, i) => i + 1)
    for (const length of lengths) {
      const a = Array.from({ length }, (_, i) => Math.sin(i + 1))
      const b = Array.from({ length }, (_, i) => Math.cos(3 * i))
      const rows = Float32Array.from([...a, ...b])
      const figure = similarityOf(distance)(Float32Array.from(a), rows, length)
      expect(shownScore(distance, figure)).toBeCloseTo(naive[distance](a, b), 5)
    }
  })

  it('turns a threshold into the figure that shows as that threshold', () => {
    expect(shownScore(distance, figureOf(distance, 0.75))).toBeCloseTo(0.75)
  })
})

it('lets nothing pass a negative distance', () => {
  expect(figureOf('Euclid', -1)).toBe(Infinity)
})

describe('normalise', () => {
  it('gives length 1', () => {
    expect([...normalise(Float32Array.of(3, 4))]).toEqual([Math.fround(0.6), Math.fround(0.8)])
  })

  it('leaves a zero vector as it is', () => {
    expect([...normalise(Float32Array.of(0, 0))]).toEqual([0, 0])
  })
})

describe('shortFloat', () => {
  it('names the same 32-bit float', () => {
    fc.assert(fc.property(fc.float({ noNaN: true }), (value) => Math.fround(shortFloat(value)) === value))
  })

  it('drops the digits that a double adds', () => {
    expect(shortFloat(Math.fround(0.1))).toBe(0.1)
    expect(shortFloat(Math.fround(0.18257418))).toBe(0.18257418)
  })
})
