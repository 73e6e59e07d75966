import type { ScoredPoint } from '../../pipeline/search.ts'
import type { Paint } from '../output/colour.ts'
import { excerpt } from '../output/excerpt.ts'
import { drawLine, type Line } from '../output/line.ts'
import { printable, printableData } from '../output/printable.ts'
import { cut, right } from '../output/text-width.ts'
import { wrap } from '../output/wrap.ts'

export interface HitsLayout {
  readonly text: string
  readonly textKey: string
  readonly columns: number
}

const EXCERPT_LINES = 3
/** What a line loses, on average, to words that do not fit into its end. */
const RAGGED = 5
/** Wider lines are hard to read. */
const MOST_COLUMNS = 100
const RANK_WIDTH = 2
const GAP = '  '

/** A few lines a hit: rank, score, where it is from, then the stretch of its text that has most of the words. */
export function renderHits(points: readonly ScoredPoint[], layout: HitsLayout, paint: Paint): string {
  const rankWidth = Math.max(RANK_WIDTH, String(points.length).length)
  return points.map((point, index) => hit(point, right(String(index + 1), rankWidth), layout, paint)).join('\n\n')
}

function hit({ id, score, payload }: ScoredPoint, rank: string, layout: HitsLayout, paint: Paint): string {
  const { text, textKey, columns } = layout
  const { [textKey]: stored, source, ...others } = payload ?? {}
  const members = typeof source === 'string' || source === undefined ? others : { source, ...others }
  const head: Line = [
    ['dim', rank],
    GAP,
    ['green', score.toFixed(3)],
    GAP,
    ...(typeof source === 'string' ? [['cyan', printable(source)] as const, GAP] : []),
    ['dim', printable(String(id))],
  ]
  const indent = ' '.repeat(rank.length + GAP.length)
  const width = Math.max(1, Math.min(columns, MOST_COLUMNS) - indent.length)
  const body = typeof stored === 'string' ? excerptLines(printableText(stored), text, width) : []
  const rest = Object.keys(members).length === 0 ? [] : [drawLine([['dim', memberText(members)]], width, paint)]
  return [drawLine(head, columns, paint), ...[...body, ...rest].map((line) => indent + line)].join('\n')
}

/** As many of the text's words as a few lines hold; a word that is longer than a line is cut. */
function excerptLines(stored: string, question: string, width: number): string[] {
  const lines = wrap(excerpt(stored, question, (width - RAGGED) * EXCERPT_LINES), width)
  const shown = lines.slice(0, EXCERPT_LINES)
  if (lines.length > shown.length) shown.push(`${shown.pop()} …`)
  return shown.map((line) => cut(line, width))
}

/** Line by line: markdown is read by its lines. */
function printableText(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(printable)
    .join('\n')
}

function memberText(members: object): string {
  return Object.entries(printableData(members))
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : jsonText(value)}`)
    .join(', ')
}

function jsonText(value: unknown): string {
  return JSON.stringify(value, (_name, member) => (typeof member === 'bigint' ? String(member) : member))
}
