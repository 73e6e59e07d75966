import type { LiveView } from '../../monitor/live-view.ts'

/** Lines that the sparkline looks back on, a second each. */
const KEPT_RATES = 40

/** What a viewer has seen of a job: the latest line, and what follows from it and the lines before. */
export interface Seen {
  readonly view: LiveView
  /** Calls a second between two lines, the latest last; at most 40. */
  readonly rates: readonly number[]
  /** Requests a second by slot since the line before, each of one call or several; empty at the first line. */
  readonly workerRates: ReadonlyMap<number, number>
}

export function see(view: LiveView, before: Seen | undefined): Seen {
  if (before === undefined) return { view, rates: [], workerRates: new Map() }
  const seconds = (view.upMs - before.view.upMs) / 1000
  if (seconds <= 0) return { ...before, view }
  const rate = (callsOf(view) - callsOf(before.view)) / seconds
  return {
    view,
    rates: [...before.rates, Math.max(0, rate)].slice(-KEPT_RATES),
    workerRates: workerRates(view, before.view, seconds),
  }
}

function callsOf({ stats }: LiveView): number {
  return Object.values(stats.operations).reduce((sum, { count }) => sum + count, 0)
}

function workerRates(now: LiveView, before: LiveView, seconds: number): Map<number, number> {
  const earlier = new Map(before.stats.workers.map((worker) => [worker.slot, worker]))
  return new Map(
    now.stats.workers.map(({ slot, ageMs, operations }) => {
      const past = earlier.get(slot)
      // A younger worker in the same slot has taken its place, and counts from 0.
      const counted = past !== undefined && past.ageMs <= ageMs ? past.operations : 0
      return [slot, (operations - counted) / seconds]
    }),
  )
}
