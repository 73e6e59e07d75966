import { describe, expect, it } from 'vitest'
import { kneeOf } from '../../../bench/report/knee.ts'

/** Callers in a closed loop: the mean response time follows from Little's law. */
const closed = (...seen: readonly (readonly [load: number, perSecond: number])[]) =>
  kneeOf(seen.map(([load, perSecond]) => ({ load, perSecond, avgMs: (load * 1000) / perSecond })))

describe('the knee', () => {
  it('is the load with the most throughput for its response time', () => {
    // Squares by callers: 1, 3.2, 4.9, 2.5.
    expect(closed([1, 1000], [5, 4000], [10, 7000], [20, 7100])).toEqual({ state: 'at', load: 10 })
  })

  it('lies beyond the last load where that has the most and throughput still grows', () => {
    expect(closed([1, 1000], [2, 1900], [4, 3700])).toEqual({ state: 'beyond', load: 4 })
  })

  it('may be the first load', () => {
    expect(closed([1, 1000], [2, 1100], [4, 1100])).toEqual({ state: 'at', load: 1 })
  })

  it('is unknown of fewer than two loads', () => {
    expect(closed([1, 1000])).toEqual({ state: 'unknown' })
    expect(closed()).toEqual({ state: 'unknown' })
  })
})
