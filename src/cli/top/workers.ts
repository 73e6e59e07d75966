import type { WorkerStats } from '../../monitor/stats.ts'
import { bar } from '../output/bars.ts'
import type { Style } from '../output/colour.ts'
import { cell, span } from '../output/figures.ts'
import type { Line } from '../output/line.ts'
import { left, right } from '../output/text-width.ts'
import type { Seen } from './history.ts'
import type { Table } from './tables.ts'

const WIDTHS = { slot: 6, state: 9, thread: 11, age: 10, calls: 12, rate: 10 } as const
const MOST_BAR = 20

const STATE_STYLES: Readonly<Partial<Record<WorkerStats['state'], Style>>> = {
  busy: 'green',
  leased: 'cyan',
  idle: 'dim',
  opening: 'yellow',
  dying: 'yellow',
}
const CONDITION_STYLES: Readonly<Partial<Record<WorkerStats['condition'], Style>>> = {
  computing: 'cyan',
  idle: 'dim',
  blocked: 'red',
}

export function workerTable({ view, workerRates }: Seen, columns: number): Table {
  const { slot, state, thread, age, calls, rate } = WIDTHS
  const used = slot + state + thread + age + calls + rate + 2
  const barWidth = Math.min(MOST_BAR, Math.max(0, columns - used))
  const busiest = Math.max(...workerRates.values(), 0)
  return {
    heading: [
      [
        'dim',
        right('worker', slot) +
          left('  state', state) +
          left('  thread', thread) +
          right('age', age) +
          right('calls', calls) +
          right('per s', rate),
      ],
    ],
    rows: view.stats.workers
      .toSorted((a, b) => a.slot - b.slot)
      .map((worker) => {
        const ownRate = workerRates.get(worker.slot) ?? Number.NaN
        return [
          right(String(worker.slot), slot),
          styled(STATE_STYLES[worker.state], `  ${left(worker.state, state - 2)}`),
          styled(CONDITION_STYLES[worker.condition], `  ${left(worker.condition, thread - 2)}`),
          right(span(worker.ageMs), age) + cell(worker.operations, 0, calls) + cell(ownRate, 1, rate),
          ['cyan', `  ${bar(ownRate / busiest, barWidth).full}`],
        ]
      }),
  }
}

function styled(style: Style | undefined, text: string): Line[number] {
  return style === undefined ? text : [style, text]
}
