import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BUCKETS } from '../../../src/metrics/counts-histogram.ts'
import { DURATION, MEASURE_BYTES, Measure, newDurations, PLAIN } from '../../../src/metrics/measure.ts'

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

  it('keeps its sum and its maximum where a value is no number', () => {
    const { avgMs, maxMs, count } = recorded([2, Number.NaN, 4]).read().summary()
    expect([avgMs, maxMs, count]).toEqual([2, 4, 3])
  })

  it.each([
    ['to half a µs up to 0.25 ms', 0.25, 0],
    ['to 0.8 % up to an hour', 3_600_000, 0.008],
  ])('is exact %s (seed is printed on failure)', (_name, most, share) => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: most, noNaN: true }), (value) => {
        const { p50Ms, maxMs } = recorded([value, value, 3_600_000]).read().summary()
        expect(Math.abs(p50Ms - value)).toBeLessThanOrEqual(value * share + 0.000_501)
        expect(maxMs).toBe(3_600_000)
      }),
    )
  })

  it('leaves the one longest of a thousand out of p99.9, whatever 99.9 % of it comes to in binary', () => {
    const { p999Ms, maxMs } = recorded([...Array.from({ length: 999 }, () => 1), 1_000])
      .read()
      .summary()
    expect([isNear(p999Ms, 1), maxMs]).toEqual([true, 1_000])
  })

  it('counts plain numbers as they are', () => {
    const calls = new Measure(new SharedArrayBuffer(MEASURE_BYTES), 0, PLAIN)
    for (const size of [1, 3, 3, 128]) calls.record(size)
    const reading = calls.read()
    expect([reading.percentile(50), reading.percentile(100), reading.sum, reading.average]).toEqual([
      3, 128, 135, 33.75,
    ])
  })

  it('lies in its own part of the memory, from the byte it is given', () => {
    const memory = new SharedArrayBuffer(3 * MEASURE_BYTES)
    const [first, second, third] = [0, 1, 2].map((index) => new Measure(memory, index * MEASURE_BYTES, DURATION))
    // The last bucket and the first fields are next to each other.
    first?.record(3_600_000)
    third?.record(0)
    expect([first, second, third].map((measure) => measure?.read().count)).toEqual([1, 0, 1])
    expect(second?.read()).toEqual(newDurations().read())
    expect(MEASURE_BYTES).toBe(16 + 4 * BUCKETS)
  })

  it('counts on where another thread has counted in the same memory', () => {
    const memory = new SharedArrayBuffer(MEASURE_BYTES)
    new Measure(memory, 0, DURATION).record(5)
    const successor = new Measure(memory, 0, DURATION)
    successor.record(1)
    expect(successor.read().summary()).toEqual(recorded([5, 1]).read().summary())
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

  it('since the same is empty, and never below 0 where the earlier one has seen more', () => {
    const [less, more] = [recorded([1, 9]).read(), recorded([1, 5, 9, 20]).read()]
    expect(more.since(more).summary()).toEqual(newDurations().read().summary())
    expect(less.since(more)).toMatchObject({ count: 0, sum: 0, max: 0 })
  })

  it('since an earlier one has the exact maximum where it is a new one, and else one within 1 % that hides no percentile', () => {
    const measure = recorded([50])
    const first = measure.read()
    measure.record(7.77)
    const second = measure.read()
    measure.record(60.123)
    const third = measure.read()
    const lower = second.since(first)
    expect([lower.max >= 7.77, lower.max <= 7.77 * 1.01, lower.percentile(99)]).toEqual([true, true, lower.max])
    expect(third.since(second).max).toBe(60.123)
    // Longer than an hour, and between two µs.
    expect(recorded([50, 1e12]).read().since(first).max).toBe(1e12)
    expect(recorded([0.0104]).read().since(newDurations().read()).max).toBe(0.0104)
  })

  it('plus another is as if all had been recorded in one place', () => {
    const both = recorded([1, 5])
      .read()
      .plus(recorded([3, 700]).read())
    expect(both.summary()).toEqual(recorded([1, 5, 3, 700]).read().summary())
  })

  it('counts the values up to a bound', () => {
    const reading = recorded([1, 5, 5, 9, 2_000]).read()
    const bounds = [0, 0.5, 1, 5, 8, 9, 10_000, 1e9, Number.POSITIVE_INFINITY]
    expect(bounds.map((bound) => reading.countUpTo(bound))).toEqual([0, 0, 1, 3, 3, 4, 5, 5, 5])
  })

  it('counts every value that is as large as the bound or less, and none 1 % larger (seed is printed on failure)', () => {
    fc.assert(
      fc.property(durations, fc.nat(299), (values, at) => {
        const bound = values[at % values.length] ?? 0
        const got = recorded(values).read().countUpTo(bound)
        expect(got).toBeGreaterThanOrEqual(values.filter((value) => value <= bound).length)
        expect(got).toBeLessThanOrEqual(values.filter((value) => value <= bound * 1.01 + 0.001).length)
      }),
    )
  })
})
