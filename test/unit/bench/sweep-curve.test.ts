import { expect, it } from 'vitest'
import { mergeHistograms, percentileCurve } from '../../../bench/report/percentile-curve.ts'

it('merges the histograms of rounds, ascending', () => {
  const one = [
    [1, 10],
    [3, 5],
  ] as const
  const other = [
    [2, 1],
    [3, 2],
  ] as const
  expect(mergeHistograms([one, other])).toEqual([
    [1, 10],
    [2, 1],
    [3, 7],
  ])
})

it('puts the named percentiles where they are, to the last beyond which a call lies', () => {
  const curve = percentileCurve([
    [1, 500],
    [2, 400],
    [10, 90],
    [50, 9],
    [900, 1],
  ])
  const at = (oneIn: number) => curve.find((point) => point.oneIn === oneIn)?.ms
  expect([at(2), at(10), at(100), at(1000), at(10_000)]).toEqual([1, 2, 10, 50, undefined])
  expect(curve.every(({ ms }, index) => ms >= (curve[index - 1]?.ms ?? 0))).toBe(true)
})

it('draws nothing of fewer than two calls', () => {
  expect(percentileCurve([])).toEqual([])
  expect(percentileCurve([[1, 1]])).toEqual([])
})
