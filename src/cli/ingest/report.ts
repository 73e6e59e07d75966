import type { IngestReport } from '../../pipeline/ingest/options.ts'
import type { Paint } from '../output/colour.ts'
import { figure } from '../output/figures.ts'
import { drawLine } from '../output/line.ts'
import { printable } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { cutStart, left, textWidth } from '../output/text-width.ts'

/** What a run of the command found out; `--json` prints it. */
export interface IngestSummary extends IngestReport {
  readonly collection: string
  /** URL of the server; null where it was the embedded one. */
  readonly url: string | null
  /** Folder of the embedded server. */
  readonly path: string | null
  /** Workers, and the connections that they held, at the end. */
  readonly size: number
  readonly connections: number
}

interface Layout {
  readonly deadLetter: string | URL | undefined
  /** Of the terminal, where it is one. */
  readonly columns: number | undefined
}

/** The dead-letter file, where there is one, has all of them. */
const MOST_FAILURES = 10
const USUAL_COLUMNS = 80
const GAP = 2

export function renderSummary(summary: IngestSummary, { deadLetter, columns }: Layout, paint: Paint): string {
  const { collection, created, failed } = summary
  const file = failed > 0 && deadLetter !== undefined ? printable(String(deadLetter)) : undefined
  const parts = [
    failures(summary, columns || USUAL_COLUMNS, paint),
    file && `Every record that failed is in ${file}.`,
    created ? `The collection ${printable(collection)} was created.` : undefined,
    figures(summary, paint),
  ]
  return parts.filter((part) => part !== undefined).join('\n\n')
}

function figures(summary: IngestSummary, paint: Paint): string {
  const { read, stored, skipped, failed, embedded, seconds, perSecond, batches, size, connections } = summary
  const rows = [
    ['read', figure(read)],
    ['stored', figure(stored)],
    ['already stored', figure(skipped)],
    ['failed', failed === 0 ? '0' : paint('red', figure(failed))],
    ['embedded', figure(embedded)],
    ['seconds', figure(seconds, 2)],
    ['records/s', figure(perSecond)],
    ['batches', figure(batches)],
    ['workers', figure(size)],
    ['connections', figure(connections)],
  ]
  return table(rows, ['left', 'right'])
}

/** The first of them: where, and why. */
function failures({ failures: first, failed }: IngestSummary, columns: number, paint: Paint): string | undefined {
  if (first.length === 0) return undefined
  const shown = first
    .slice(0, MOST_FAILURES)
    .map(({ at, reason }) => ({ at: printable(at), reason: printable(reason) }))
  const width = Math.min(Math.max(...shown.map(({ at }) => textWidth(at))), Math.floor(columns / 2))
  const lines = shown.map(({ at, reason }) =>
    drawLine(['  ', ['cyan', left(cutStart(at, width), width)], ' '.repeat(GAP), reason], columns, paint),
  )
  const more = failed - shown.length
  if (more > 0) lines.push(paint('dim', `  … ${figure(more)} more`))
  return [paint('bold', more > 0 ? 'The first failures' : 'Failures'), ...lines].join('\n')
}
