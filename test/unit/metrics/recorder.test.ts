import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DurationHistogram } from '../../../src/metrics/histogram.ts'
import { Recorder } from '../../../src/metrics/recorder.ts'

it('gives percentiles within 1 % of the exact ones (seed is printed on failure)', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
      (durations) => {
        const histogram = new DurationHistogram()
        for (const duration of durations) histogram.record(duration)
        const sorted = [...durations].sort((a, b) => a - b)
        const exact = (p: number) => sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? 0
        const { p50Ms, p95Ms, p99Ms, maxMs, count } = histogram.summary()
        for (const [p, got] of [
          [50, p50Ms],
          [95, p95Ms],
          [99, p99Ms],
        ] as const)
          expect(Math.abs(got - exact(p))).toBeLessThanOrEqual(exact(p) * 0.01 + 0.001)
        expect([maxMs, count]).toEqual([sorted.at(-1), sorted.length])
      },
    ),
  )
})

it('takes what is out of range as the longest it knows', () => {
  const histogram = new DurationHistogram()
  histogram.record(1e12)
  histogram.record(-5)
  expect(histogram.summary()).toMatchObject({ count: 2, maxMs: 1e12 })
})

it('is all zeros before anything was recorded', () => {
  expect(new Recorder().acquireSummary()).toEqual({ count: 0, avgMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 })
})

it('counts calls and errors by operation', () => {
  const recorder = new Recorder()
  recorder.settled('query', 2, true)
  recorder.settled('query', 4, false)
  recorder.settled('count', 1, true)
  expect(recorder.operationSummaries()).toMatchObject({
    query: { count: 2, errors: 1, avgMs: 3, maxMs: 4 },
    count: { count: 1, errors: 0 },
  })
})
