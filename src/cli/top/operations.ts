import type { DurationSummary } from '../../metrics/distribution.ts'
import type { LiveView } from '../../monitor/live-view.ts'
import { cell, figure } from '../output/figures.ts'
import type { Line } from '../output/line.ts'
import { left, right } from '../output/text-width.ts'
import type { Table } from './tables.ts'

const RATE_WIDTH = 9
const ERRORS_WIDTH = 8
const DURATION_WIDTH = 9
const [LEAST_NAME, MOST_NAME] = [16, 30]

const DURATIONS = [
  { title: 'p50', of: ({ p50Ms }: DurationSummary) => p50Ms },
  { title: 'p95', of: ({ p95Ms }: DurationSummary) => p95Ms },
  { title: 'p99', of: ({ p99Ms }: DurationSummary) => p99Ms },
  { title: 'p99.9', of: ({ p999Ms }: DurationSummary) => p999Ms },
  { title: 'max', of: ({ maxMs }: DurationSummary) => maxMs },
] as const
/** What a narrow terminal does without, first to last. */
const SPARED = ['p99.9', 'max', 'p95', 'p99'] as const

/** Waits for a worker, calls by operation, and what they cause; those that rest come last. */
export function operationTable({ stats, recent }: LiveView, columns: number): Table {
  const durations = durationsFor(columns)
  const nameWidth = Math.max(1, Math.min(MOST_NAME, columns - widthOf(durations.length)))
  const row = (name: string, summary: DurationSummary | undefined, errors: number | undefined): Line => {
    const count = summary?.count ?? 0
    const figures = durations.map(({ of }) => cell(summary && count > 0 ? of(summary) : Number.NaN, 2, DURATION_WIDTH))
    const line = left(name, nameWidth) + cell(count / recent.seconds, 1, RATE_WIDTH)
    const failed = errors === undefined ? ' '.repeat(ERRORS_WIDTH) : cell(errors, 0, ERRORS_WIDTH)
    return count === 0
      ? [['dim', line + failed + figures.join('')]]
      : [line, errors ? ['red', failed] : failed, figures.join('')]
  }
  // By the calls since the start: rows that change places every second cannot be read.
  const operations = Object.entries(stats.operations)
    .sort(([, a], [, b]) => b.count - a.count)
    .map(([name]) => ({ name, summary: recent.operations[name] }))
  const drawn = ({ name, summary }: (typeof operations)[number]) => row(name, summary, summary?.errors ?? 0)
  const isActive = ({ summary }: (typeof operations)[number]) => summary !== undefined && summary.count > 0
  return {
    heading: [
      ['dim', left(`last ${figure(recent.seconds)} s, in ms`, nameWidth)],
      ['dim', right('per s', RATE_WIDTH) + right('errors', ERRORS_WIDTH)],
      ['dim', durations.map(({ title }) => right(title, DURATION_WIDTH)).join('')],
    ],
    rows: [
      row('acquire', recent.acquire, undefined),
      ...operations.filter(isActive).map(drawn),
      ...(stats.requests.count > 0 ? [row('requests', recent.requests, undefined)] : []),
      ...(stats.embedding.count > 0 ? [row('embedding', recent.embedding, undefined)] : []),
      ...operations.filter((operation) => !isActive(operation)).map(drawn),
    ],
  }
}

function durationsFor(columns: number) {
  let shown: readonly (typeof DURATIONS)[number][] = DURATIONS
  for (const spared of SPARED) {
    if (widthOf(shown.length) + LEAST_NAME <= columns) break
    shown = shown.filter(({ title }) => title !== spared)
  }
  return shown
}

/** Of the figures of a row. */
function widthOf(durations: number): number {
  return RATE_WIDTH + ERRORS_WIDTH + durations * DURATION_WIDTH
}
