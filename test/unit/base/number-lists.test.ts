import { expect, it } from 'vitest'
import { withPlainLists } from '../../../src/base/number-lists.ts'

it('puts lists in the place of typed arrays, however deep, and touches nothing else', () => {
  const date = new Date(0)
  const given = { a: [Int8Array.of(1), { b: Float64Array.of(0.5) }], id: 2n ** 64n, date, gone: undefined, empty: [] }
  expect(withPlainLists([given, 'text', null])).toEqual([
    { a: [[1], { b: [0.5] }], id: 2n ** 64n, date, gone: undefined, empty: [] },
    'text',
    null,
  ])
  expect(given.a[0]).toBeInstanceOf(Int8Array)
})

it('gives back the very value where there is none', () => {
  const given = { points: [{ id: 1, vector: [1, 2], payload: { list: ['a', { b: [] }] } }], date: new Date(0) }
  expect(withPlainLists(given)).toBe(given)
})
