import { expect, it } from 'vitest'
import { seeded } from '../../../bench/dataset.ts'
import { quantile } from '../../../bench/figures.ts'
import { Latencies } from '../../../bench/load/latencies.ts'
import { exponentialDelays } from '../../../bench/self-check/delays.ts'
import { cellsOf, loadText, shuffled } from '../../../bench/sweep/cells.ts'

it('tells percentiles of a known distribution within 1 %', () => {
  const delays = exponentialDelays(10_000, seeded(1))
  const latencies = new Latencies()
  for (const delay of delays) latencies.record(delay)
  const { count, avgMs, p50Ms, p95Ms, p99Ms, maxMs } = latencies.summary()
  expect(count).toBe(10_000)
  // 10 ms and an exponential with a mean of 15 ms: 10 + 15 ln(1 / (1 - p)).
  for (const [told, share] of [
    [p50Ms, 0.5],
    [p95Ms, 0.95],
    [p99Ms, 0.99],
  ] as const) {
    const known = 10 + 15 * Math.log(1 / (1 - share))
    expect(Math.abs(told / known - 1)).toBeLessThan(0.01)
    expect(Math.abs(quantile(delays, share) / known - 1)).toBeLessThan(0.001)
  }
  expect(avgMs).toBeCloseTo(25, 1)
  expect(maxMs).toBe(Math.max(...delays))
})

it('tells its buckets, ascending and without empty ones', () => {
  const latencies = new Latencies()
  for (const ms of [5, 0.1, 5, 1000]) latencies.record(ms)
  const buckets = latencies.buckets()
  expect(buckets.map(([, count]) => count)).toEqual([1, 2, 1])
  for (const [index, ms] of [0.1, 5, 1000].entries()) {
    const [upToMs] = buckets[index] ?? [0]
    expect(upToMs).toBeGreaterThanOrEqual(ms)
    expect(upToMs / ms).toBeLessThan(1.02)
  }
})

it('is empty at first', () => {
  expect(new Latencies().summary()).toMatchObject({ count: 0, avgMs: 0, p50Ms: 0, maxMs: 0 })
  expect(new Latencies().buckets()).toEqual([])
})

it('makes a cell of every combination', () => {
  const lists = {
    operations: ['retrieve', 'query'],
    wires: ['rest', 'grpc'],
    workers: [1, 2],
    callers: [1, 8],
  } as const
  const cells = cellsOf({ ...lists, rate: undefined })
  expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(16)
  expect(cells.map(loadText)).toContain('1 worker, 8 callers')
  expect(cellsOf({ ...lists, rate: 500 }).map(loadText)).toEqual(
    Array(4).fill(['1 worker, 500/s', '2 workers, 500/s']).flat(),
  )
})

it('shuffles so that each order is as likely as any other', () => {
  const random = seeded(5)
  const seen = new Map<string, number>()
  for (let run = 0; run < 6000; run++) {
    const order = shuffled([1, 2, 3], random).join('')
    seen.set(order, (seen.get(order) ?? 0) + 1)
  }
  expect(seen.size).toBe(6)
  for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
})
