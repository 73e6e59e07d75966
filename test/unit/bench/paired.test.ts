import { expect, it } from 'vitest'
import { seeded } from '../../../bench/dataset.ts'
import { bootstrap, compare, order } from '../../../bench/statistics/paired.ts'

it('compares by the median of the rounds, which a round that the machine slowed does not move', () => {
  const pairs = [
    { on: 99, off: 100 },
    { on: 198, off: 200 },
    { on: 10, off: 100 },
    { on: 297, off: 300 },
    { on: 103, off: 100 },
  ]
  expect(compare(pairs, seeded(1))).toMatchObject({
    on: 103,
    off: 100,
    onSpread: [10, 297],
    offSpread: [100, 300],
    ratio: 0.99,
    ratioOfMedians: 1.03,
  })
})

it('gives an interval that holds the median, narrows with the rounds, and is a point where all are equal', () => {
  const random = seeded(7)
  const noisy = (rounds: number) => Array.from({ length: rounds }, () => 1 + (random() - 0.5) / 10)
  const [few, many] = [noisy(20), noisy(500)].map((values) => bootstrap(values, random))
  const width = ([low, high]: readonly [number, number] = [0, 0]) => high - low
  expect(few?.every((end) => Math.abs(end - 1) < 0.05)).toBe(true)
  expect(width(few)).toBeGreaterThan(2 * width(many))
  expect((many?.[0] ?? 2) < 1.005 && (many?.[1] ?? 0) > 0.995).toBe(true)
  expect(bootstrap([0.97, 0.97, 0.97], random)).toEqual([0.97, 0.97])
})

it('lets each go first in every other round', () => {
  expect([0, 1, 2].map((round) => order('on', 'off', round))).toEqual([
    ['on', 'off'],
    ['off', 'on'],
    ['on', 'off'],
  ])
})
