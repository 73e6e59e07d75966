import { describe, expect, it } from 'vitest'
import { type Seen, see } from '../../../src/cli/top/history.ts'
import type { LiveView } from '../../../src/monitor/live-view.ts'
import { operation, viewWith, worker } from '../../support/live-views.ts'

function seen(...views: LiveView[]): Seen {
  const [first, ...rest] = views
  return rest.reduce((before, view) => see(view, before), see(first ?? viewWith(), undefined))
}

const callsAt = (seconds: number, calls: number) =>
  viewWith({
    upMs: seconds * 1_000,
    stats: { operations: { query: operation(calls, 1), upsert: operation(calls, 1) } },
  })

const withWorker = (seconds: number, given: Parameters<typeof worker>[1]) =>
  viewWith({ upMs: seconds * 1_000, stats: { workers: [worker(3, given)] } })

describe('what a viewer has seen', () => {
  it('is no rate at the first line', () => {
    const { rates, workerRates } = seen(callsAt(10, 500))
    expect([rates, workerRates.size]).toEqual([[], 0])
  })

  it('is the calls a second of all operations between two lines, however far apart', () => {
    expect(seen(callsAt(10, 100), callsAt(11, 150), callsAt(13, 450)).rates).toEqual([100, 300])
  })

  it('is the last 40 rates', () => {
    const { rates } = seen(...Array.from({ length: 60 }, (_, second) => callsAt(second, (second * (second + 1)) / 2)))
    expect([rates.length, rates[0], rates.at(-1)]).toEqual([40, 40, 118])
  })

  it('is the requests a second of each worker since the line before', () => {
    const { workerRates } = seen(
      withWorker(10, { ageMs: 5_000, operations: 100 }),
      withWorker(12, { ageMs: 7_000, operations: 150 }),
    )
    expect([...workerRates]).toEqual([[3, 25]])
  })

  it('is all that a worker did which has taken the place of another', () => {
    const { workerRates } = seen(
      withWorker(10, { ageMs: 5_000, operations: 20 }),
      withWorker(11, { ageMs: 400, operations: 30 }),
    )
    expect([...workerRates]).toEqual([[3, 30]])
  })
})
