import fc from 'fast-check'
import { JsHistogram } from 'hdr-histogram-js/dist/JsHistogram.js'
import { describe, expect, it } from 'vitest'
import { addCounts, BUCKETS, CountsHistogram } from '../../../src/metrics/counts-histogram.ts'

const LARGEST = 3_600_000_000
const MOST = 2 ** 32 - 1
const ours = new CountsHistogram(new Uint32Array(BUCKETS))
/** As the base class finds it. */
const theirIndex = (value: number) => JsHistogram.prototype.countsArrayIndex.call(ours, value)

describe('a histogram over given counts', () => {
  it('counts in the same bucket as hdr-histogram-js, at every power of two and around it', () => {
    const edges = Array.from({ length: 32 }, (_, power) => 2 ** power).flatMap((edge) => [edge - 1, edge, edge + 1])
    const values = [...edges.filter((edge) => edge <= LARGEST), LARGEST - 1, LARGEST]
    expect(values.map((value) => ours.countsArrayIndex(value))).toEqual(values.map(theirIndex))
  })

  it('counts in the same bucket as hdr-histogram-js anywhere (seed is printed on failure)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LARGEST }), (value) => {
        expect(ours.countsArrayIndex(value)).toBe(theirIndex(value))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['below 0', -1, 0],
    ['no number', Number.NaN, 0],
    ['longer than an hour', LARGEST + 1, LARGEST],
    ['endless', Number.POSITIVE_INFINITY, LARGEST],
  ])('takes a value that is %s as the nearest in range', (_name, value, nearest) => {
    const counts = new Uint32Array(BUCKETS)
    new CountsHistogram(counts).count(value)
    expect(counts.findLastIndex((count) => count > 0)).toBe(theirIndex(nearest))
    expect(counts.reduce((sum, count) => sum + count)).toBe(1)
  })

  it('leaves a bucket that is full as it is', () => {
    const counts = new Uint32Array(BUCKETS)
    counts[5] = MOST - 1
    const histogram = new CountsHistogram(counts)
    for (let time = 0; time < 3; time++) histogram.count(5)
    expect(counts[5]).toBe(MOST)
  })
})

it('counts that are added up to more than a bucket holds fill it', () => {
  const [to, from] = [new Uint32Array(BUCKETS), new Uint32Array(BUCKETS)]
  to.set([MOST - 1, 1, MOST])
  from.set([2, 3, 0])
  addCounts(to, from)
  expect([...to.slice(0, 4)]).toEqual([MOST, 4, MOST, 0])
})
