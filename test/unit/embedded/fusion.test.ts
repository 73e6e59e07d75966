import { describe, expect, it } from 'vitest'
import { distributionBased, reciprocalRank } from '../../../src/embedded/search/fusion.ts'

const list = (...slots: number[]) => slots.map((slot, i) => ({ slot, score: 10 - i }))

describe('reciprocalRank', () => {
  it('adds up the places of a point in all lists', () => {
    expect(reciprocalRank(2, undefined)([list(1, 2), list(2, 3)])).toEqual([
      { slot: 2, score: Math.fround(1 / 3 + 1 / 2) },
      { slot: 1, score: 0.5 },
      { slot: 3, score: Math.fround(1 / 3) },
    ])
  })

  it('lets a weight stretch the places of its list', () => {
    const [first] = reciprocalRank(2, [1, 3])([list(1), list(2)])
    expect(first).toEqual({ slot: 2, score: 0.75 })
  })

  it('counts a list of weight 0 for nothing', () => {
    expect(reciprocalRank(2, [0])([list(1)])).toEqual([{ slot: 1, score: 0 }])
  })

  it('refuses weights that are not one a list', () => {
    expect(() => reciprocalRank(2, [1, 2])([list(1)])).toThrow('got 2, expected 1')
  })
})

describe('distributionBased', () => {
  it('spreads scores over three standard deviations', () => {
    const hits = distributionBased([
      [
        { slot: 1, score: 3 },
        { slot: 2, score: 1 },
      ],
    ])
    expect(hits[0]?.score).toBeCloseTo(0.5 + 1 / (6 * Math.SQRT2), 6)
    expect(hits[1]?.score).toBeCloseTo(0.5 - 1 / (6 * Math.SQRT2), 6)
  })

  it('gives 0.5 where there is nothing to tell apart', () => {
    expect(distributionBased([list(1)])).toEqual([{ slot: 1, score: 0.5 }])
    expect(
      distributionBased([
        [
          { slot: 1, score: 2 },
          { slot: 2, score: 2 },
        ],
      ]),
    ).toEqual([
      { slot: 1, score: 0.5 },
      { slot: 2, score: 0.5 },
    ])
  })

  it('makes nothing of nothing', () => {
    expect(distributionBased([[], []])).toEqual([])
  })
})
