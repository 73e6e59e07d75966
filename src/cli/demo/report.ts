import type { PoolStats } from '../../monitor/stats.ts'
import type { Paint } from '../output/colour.ts'
import { excerpt } from '../output/excerpt.ts'
import { table } from '../output/table.ts'
import { wrap } from '../output/wrap.ts'
import type { Answer } from './questions.ts'

/** What a run of the demo found out; `--json` prints it. */
export interface DemoReport {
  readonly documents: number
  readonly passages: number
  /** Passages that this run stored; the others were there already. */
  readonly added: number
  /** From the first document read to the last passage stored. */
  readonly seconds: number
  readonly connections: number
  /** Workers. */
  readonly size: number
  readonly questions: readonly Answer[]
  readonly stats: PoolStats
}

/** Two lines of a terminal of 80 columns. */
const EXCERPT_LENGTH = 132
const EXCERPT_WIDTH = 71
const INDENT = ' '.repeat(9)

export function renderAnswers(answers: readonly Answer[], paint: Paint): string {
  return answers.map((answer) => renderAnswer(answer, paint)).join('\n\n')
}

function renderAnswer({ question, hits }: Answer, paint: Paint): string {
  const lines = hits.flatMap(({ score, source, text }) => [
    `  ${paint('green', score.toFixed(3))}  ${paint('cyan', source)}`,
    ...wrap(excerpt(withoutContext(text), question, EXCERPT_LENGTH), EXCERPT_WIDTH).map((line) => INDENT + line),
  ])
  return [paint('bold', question), ...lines].join('\n')
}

/** The source is named beside it. */
function withoutContext(text: string): string {
  return text.replace(/^.*\n\n/, '')
}

export function renderFigures(report: DemoReport, paint: Paint): string {
  const { documents, passages, added, seconds, connections, size, stats } = report
  const figures = [
    ['documents', whole(documents)],
    ['passages', whole(passages)],
    ['seconds', seconds.toFixed(2)],
    ['passages/s', added === 0 ? '-' : whole(added / seconds)],
    ['workers', whole(size)],
    ['connections', whole(connections)],
  ]
  const latencies = [
    ['ms', 'count', 'p50', 'p95', 'p99'].map((title) => paint('dim', title)),
    ['acquire', ...latencyCells(stats.acquire)],
    ...Object.entries(stats.operations).map(([name, summary]) => [name, ...latencyCells(summary)]),
  ]
  return `${table(figures, ['left', 'right'])}\n\n${table(latencies, ['left', 'right', 'right', 'right', 'right'])}`
}

function latencyCells({ count, p50Ms, p95Ms, p99Ms }: PoolStats['acquire']): string[] {
  return [whole(count), ...[p50Ms, p95Ms, p99Ms].map((ms) => ms.toFixed(1))]
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}
