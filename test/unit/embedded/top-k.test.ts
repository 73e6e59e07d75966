import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TopK } from '../../../src/embedded/search/top-k.ts'

it('keeps what sorting everything would keep', () => {
  const scores = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 200 })
  fc.assert(
    fc.property(scores, fc.integer({ min: 1, max: 30 }), (offered, size) => {
      const best = new TopK(size)
      for (const [slot, score] of offered.entries()) best.offer(slot, score)
      const sorted = offered
        .map((score, slot) => ({ slot, score }))
        .sort((a, b) => b.score - a.score || a.slot - b.slot)
        .slice(0, size)
      expect(best.sorted()).toEqual(sorted)
    }),
  )
})

it('wants nothing below its worst once it is full', () => {
  const best = new TopK(2)
  expect(best.wants(-5)).toBe(true)
  best.offer(0, 3)
  best.offer(1, 4)
  expect(best.wants(3)).toBe(false)
  expect(best.wants(3.1)).toBe(true)
})

it('keeps nothing when its size is 0', () => {
  const best = new TopK(0)
  best.offer(1, 1)
  expect(best.sorted()).toEqual([])
})
