import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newDurations } from '../../../src/metrics/measure.ts'

const durations = fc.array(fc.double({ min: 0.01, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 300 })

function exact(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0
}

/** 2 digits, and half a µs that rounding takes. */
function isNear(got: number, wanted: number): boolean {
  return Math.abs(got - wanted) <= wanted * 0.01 + 0.001
}

function recorded(values: readonly number[]) {
  const measure = newDurations()
  for (const value of values) measure.record(value)
  return measure
}

describe('a measure', () => {
  it('gives p50, p95, p99, p99.9 and the maximum within 1 % of those of the sorted values (seed is printed on failure)', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const { count, avgMs, p50Ms, p95Ms, p99Ms, p999Ms, maxMs } = recorded(values).read().summary()
        const sorted = [...values].sort((a, b) => a - b)
        const got = [p50Ms, p95Ms, p99Ms, p999Ms]
        const wanted = [50, 95, 99, 99.9].map((percent) => exact(sorted, percent))
        expect(got.filter((value, index) => !isNear(value, wanted[index] ?? 0))).toEqual([])
        expect([maxMs, count]).toEqual([sorted.at(-1), sorted.length])
        expect(avgMs).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 6)
      }),
    )
  })

  it('takes what is out of range as the nearest in it', () => {
    const { count, maxMs, p50Ms } = recorded([-5, 1e12]).read().summary()
    expect([count, maxMs, p50Ms]).toEqual([2, 1e12, 0])
  })

  it('is all zeros before anything was recorded', () => {
    const nothing = { count: 0, avgMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, p999Ms: 0, maxMs: 0 }
    expect(newDurations().read().summary()).toEqual(nothing)
  })
})

describe('a reading', () => {
  it('is not changed by what is recorded after it', () => {
    const measure = recorded([1, 2])
    const before = measure.read()
    measure.record(100)
    expect([before.count, before.percentile(99), measure.read().count]).toEqual([2, 2, 3])
  })

  it('since an earlier one is as if only the rest had been recorded (seed is printed on failure)', () => {
    fc.assert(
      fc.property(durations, durations, (first, second) => {
        const measure = recorded(first)
        const earlier = measure.read()
        for (const value of second) measure.record(value)
        const [since, alone] = [measure.read().since(earlier), recorded(second).read()]
        expect(since.count).toBe(alone.count)
        expect(isNear(since.sum, alone.sum)).toBe(true)
        expect(isNear(since.max, alone.max)).toBe(true)
        for (const percent of [50, 95, 99])
          expect(isNear(since.percentile(percent), alone.percentile(percent))).toBe(true)
      }),
    )
  })

  it('plus another is as if all had been recorded in one place', () => {
    const both = recorded([1, 5])
      .read()
      .plus(recorded([3, 700]).read())
    expect(both.summary()).toEqual(recorded([1, 5, 3, 700]).read().summary())
  })

  it('counts the values up to a bound', () => {
    const reading = recorded([1, 5, 5, 9, 2_000]).read()
    expect([0.5, 1, 5, 8, 9, 10_000].map((bound) => reading.countUpTo(bound))).toEqual([0, 1, 3, 3, 4, 5])
  })
})
