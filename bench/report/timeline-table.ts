import { whole } from '../figures.ts'
import type { Timeline } from '../sweep/results.ts'
import { duration, figure, fixed, significant } from './format.ts'
import type { Figures } from './panel-table.ts'
import { panelName } from './panels.ts'

export function timelineName(timeline: Timeline): string {
  const { workers, callers, rate } = timeline
  const load = callers === undefined ? `${whole(rate ?? 0)} ops/s offered` : `${whole(callers)} callers`
  return `${panelName(timeline)}, ${workers} ${workers === 1 ? 'worker' : 'workers'}, ${load}`
}

export function stepFigures({ steps }: Timeline): Figures {
  const header = ['step', 'from s', 'until s', 'offered/s', 'answered', 'failed', 'p50 ms', 'p95', 'p99', 'max', '']
  const rows = steps.map((step, index) => {
    const { p50Ms, p95Ms, p99Ms, maxMs } = step.latency
    return [
      ...[step.name, fixed(step.fromMs / 1000, 1), fixed(step.untilMs / 1000, 1), whole(step.rate)],
      ...[whole(step.answered), whole(step.failed), ...[p50Ms, p95Ms, p99Ms, maxMs].map((ms) => figure(ms))],
      recoveryText(step.recoveryMs, steps[index - 1]?.name),
    ]
  })
  return { header, align: header.map((name) => (name === 'step' || name === '' ? 'left' : 'right')), rows }
}

export function trendFigures({ trends }: Timeline): Figures {
  const header = ['trend', 'unit', 'median', 'growth', 'an hour']
  const rows = trends.map(({ name, unit, median, growth, slopePerHour }) => [
    ...[name, unit, significant(median), signed(growth), signed(slopePerHour)],
  ])
  return { header, align: ['left', 'left', 'right', 'right', 'right'], rows }
}

/** For each step after a spike: from its start until latencies were what they were before; undefined: never. */
export function recoveriesOf({ steps }: Timeline): (number | undefined)[] {
  return steps.filter((_, index) => steps[index - 1]?.name === 'spike').map(({ recoveryMs }) => recoveryMs)
}

function recoveryText(recoveryMs: number | undefined, before: string | undefined): string {
  if (recoveryMs !== undefined) return `recovered after ${duration(recoveryMs)}`
  return before === 'spike' ? 'did not recover' : ''
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${significant(value)}`
}
