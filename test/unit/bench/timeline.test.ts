import { expect, it } from 'vitest'
import { IntervalBook } from '../../../bench/sweep/interval-book.ts'
import { recoveryMs, recoveryVerdicts } from '../../../bench/sweep/recovery.ts'
import type { Sample, Step } from '../../../bench/sweep/results.ts'
import { soakVerdicts, trendsOf } from '../../../bench/sweep/trends.ts'
import { durations } from '../../support/sweep-rounds.ts'

function sample(index: number, given: Partial<Sample> = {}): Sample {
  return {
    atMs: (index + 0.5) * 100,
    offered: 1000,
    perSecond: 1000,
    failed: 0,
    ...{ p50Ms: 1, p95Ms: 2, p99Ms: 3, maxMs: 4 },
    inFlight: 1,
    rssMb: 200,
    sockets: 2,
    ...given,
  }
}

function step(name: string, fromMs: number, untilMs: number, given: Partial<Step> = {}): Step {
  const counted = { rate: 1000, answered: 100, failed: 0, latency: durations(1), recoveryMs: undefined }
  return { name, fromMs, untilMs, ...counted, ...given }
}

const BEFORE = step('base', 0, 1000)
const BASE = step('base', 2000, 4000)
const bad = (from: number, until: number) => (index: number) =>
  sample(index, index >= from && index < until ? { p95Ms: 50 } : {})

it('has recovered when calls fare as before in four of five intervals', () => {
  const samples = Array.from({ length: 40 }, (_, index) => bad(10, 27)(index))
  expect(recoveryMs(BASE, BEFORE, samples)).toBe(700)
  expect(recoveryMs(BASE, BEFORE, samples.with(29, bad(29, 30)(29)))).toBe(700)
})

it('takes for usual what one interval in ten was before', () => {
  const samples = Array.from({ length: 40 }, (_, index) => bad(10, 40)(index))
  expect(recoveryMs(BASE, BEFORE, samples.with(3, bad(3, 4)(3)))).toBeUndefined()
  expect(recoveryMs(BASE, BEFORE, samples.with(3, bad(3, 4)(3)).with(6, bad(6, 7)(6)))).toBe(0)
})

it('takes no single good interval for a recovery', () => {
  const samples = Array.from({ length: 40 }, (_, index) => (index === 23 ? sample(index) : bad(10, 30)(index)))
  expect(recoveryMs(BASE, BEFORE, samples)).toBe(1000)
})

it('has recovered at once where nothing was the matter', () => {
  expect(
    recoveryMs(
      BASE,
      BEFORE,
      Array.from({ length: 40 }, (_, index) => bad(10, 20)(index)),
    ),
  ).toBe(0)
})

it('has not recovered while calls fail, however fast the others are', () => {
  const samples = Array.from({ length: 40 }, (_, index) => sample(index, { failed: index >= 20 ? 1 : 0 }))
  expect(recoveryMs(BASE, BEFORE, samples)).toBeUndefined()
})

it('recovers from nothing before the first spike', () => {
  expect(recoveryMs(BEFORE, undefined, [sample(0)])).toBeUndefined()
})

it('passes a verdict on each spike', () => {
  const steps = [
    step('base', 0, 1000),
    step('spike', 1000, 2000, { rate: 75_000 }),
    step('base', 2000, 3000, { recoveryMs: 300 }),
    step('spike', 3000, 4000, { rate: 150_000 }),
    step('base', 4000, 5000),
  ]
  expect(recoveryVerdicts(steps)).toEqual([
    { name: 'recovery from 75,000 ops/s', target: '< 1 s', seen: '0.3 s', passed: true },
    { name: 'recovery from 150,000 ops/s', target: '< 1 s', seen: 'not within that time', passed: false },
  ])
})

it('finds what grows after the warm-up, and only that', () => {
  const samples = Array.from({ length: 100 }, (_, index) =>
    sample(index, { rssMb: index < 20 ? 100 + 10 * index : 300, p95Ms: 2 + index / 100 }),
  )
  const [rss, sockets, p95] = trendsOf(samples)
  expect(rss).toMatchObject({ name: 'RSS', growth: 0, median: 300 })
  expect(sockets).toMatchObject({ growth: 0, median: 2 })
  // 79 intervals of 0.1 s, each 0.01 ms more: 360 ms an hour.
  expect(p95?.growth).toBeCloseTo(0.79)
  expect(p95?.slopePerHour).toBeCloseTo(360)
  const failing = soakVerdicts(2, samples, trendsOf(samples)).filter(({ passed }) => !passed)
  expect(failing.map(({ name }) => name)).toEqual(['growth of latency p95'])
})

it('sees leaking memory, a socket too many and failed calls', () => {
  const samples = Array.from({ length: 100 }, (_, index) =>
    sample(index, { rssMb: 200 + index, sockets: index === 50 ? 3 : 2, failed: index === 7 ? 1 : 0 }),
  )
  const failing = soakVerdicts(2, samples, trendsOf(samples)).filter(({ passed }) => !passed)
  expect(failing.map(({ name }) => name)).toEqual(['growth of RSS', 'connections', 'failed calls'])
})

it('books latencies where a call was due, and answers where they came', () => {
  const book = new IntervalBook(100, 300, undefined)
  for (const dueMs of [10, 20, 150]) book.issued(0, dueMs)
  book.answered(5, 10)
  book.answered(180, 20)
  book.look(99, { rssMb: 50, sockets: 1 })
  book.failed(new Error('no'), 150)
  expect(book.failure).toBe('no')
  const [first, second, third] = book.samples(300)
  expect(first).toMatchObject({ atMs: 50, offered: 20, perSecond: 10, maxMs: 180, inFlight: 1, rssMb: 50, sockets: 1 })
  expect(second).toMatchObject({ atMs: 150, offered: 10, perSecond: 0, failed: 1, rssMb: 50 })
  expect(third).toMatchObject({ atMs: 250, offered: 0, perSecond: 10, failed: 0, maxMs: 0 })
})

it('leaves out an interval that was cut short', () => {
  const book = new IntervalBook(100, 300, 8)
  book.answered(1, 220)
  expect(book.samples(250)).toHaveLength(2)
})
