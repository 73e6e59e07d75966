import { expect, it } from 'vitest'
import { classicVerdicts } from '../../../bench/sweep/classic.ts'
import { connectionsVerdict } from '../../../bench/sweep/connections.ts'
import type { CellResult, Round } from '../../../bench/sweep/results.ts'
import { aRound, durations } from '../../support/sweep-rounds.ts'

const HEALTHY = [1, 2, 3]

function cell(callers: number, ...rounds: Partial<Round>[]): CellResult {
  const key = { operation: 'retrieve', wire: 'rest', workers: 5, callers, rate: undefined } as const
  return { ...key, rounds: rounds.map(aRound) }
}

function failing(cells: readonly CellResult[], healthMs: readonly number[] = HEALTHY): string[] {
  return classicVerdicts(cells, [1, 5, 10], healthMs)
    .filter(({ passed }) => !passed)
    .map(({ name }) => name)
}

const FEW = [cell(1, { perSecond: 3000 }), cell(10, { perSecond: 16_000 })]

it('keeps the word where the load gets through and the few wait for little', () => {
  const all = [...FEW, cell(200, { perSecond: 55_000, latency: durations(4), acquire: durations(9) })]
  expect(failing(all)).toEqual([])
})

it('judges medians of the rounds', () => {
  const rates = [50_000, 56_000, 90_000].map((perSecond) => ({ perSecond }))
  expect(failing([...FEW, cell(200, ...rates)])).toEqual([])
})

it.each<[string, CellResult[], number[]]>([
  ['throughput', [...FEW, cell(200, { perSecond: 54_999 })], HEALTHY],
  ['latency p95', [...FEW, cell(200, { perSecond: 60_000, latency: durations(4.1) })], HEALTHY],
  ['connections', [...FEW, cell(200, { perSecond: 60_000 }, { perSecond: 60_000, sockets: 6 })], HEALTHY],
  [
    'acquire, average',
    [cell(5, { acquire: { ...durations(0.1), avgMs: 1 } }), cell(200, { perSecond: 60_000 })],
    HEALTHY,
  ],
  ['acquire, p95', [cell(5, { acquire: { ...durations(0.1), p95Ms: 5 } }), cell(200, { perSecond: 60_000 })], HEALTHY],
  ['health check, p95', [...FEW, cell(200, { perSecond: 60_000 })], [1, 1, 1, 10]],
])('sees a broken promise: %s', (name, cells, healthMs) => {
  expect(failing(cells, healthMs)).toEqual([name])
})

it('tells where the worst was seen', () => {
  const verdicts = classicVerdicts(
    [...FEW, cell(200, { perSecond: 61_234, latency: durations(3.5) })],
    [1, 10],
    HEALTHY,
  )
  expect(verdicts.map(({ seen }) => seen)).toEqual([
    '61,234 ops/s with 5 workers, 200 callers',
    '3.50 ms at most, with 5 workers, 200 callers',
    '1 sockets of 5 workers at most',
    '0.10 ms at most, with 5 workers, 1 caller',
    '0.10 ms at most, with 5 workers, 1 caller',
    '3.00 ms of 3 checks of all workers',
  ])
})

it('says nothing of connections where the system does not tell', () => {
  expect(connectionsVerdict([{ workers: 2, sockets: undefined }])).toEqual([])
})
