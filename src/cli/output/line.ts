import type { Paint, Style } from './colour.ts'
import { cut, textWidth } from './text-width.ts'

/** A part of a line, in one style or in none. */
export type Span = string | readonly [style: Style, text: string]
export type Line = readonly Span[]

/** The line as text, cut where it is longer than `width` columns, and without spaces at its end. */
export function drawLine(line: Line, width: number, paint: Paint): string {
  const last = line.findLastIndex((span) => textOf(span).trim() !== '')
  let [drawn, room] = ['', width]
  for (const [index, span] of line.slice(0, last + 1).entries()) {
    const text = index === last ? textOf(span).trimEnd() : textOf(span)
    const fitting = cut(text, room)
    room -= textWidth(fitting)
    if (fitting !== '') drawn += typeof span === 'string' ? fitting : paint(span[0], fitting)
    if (fitting !== text) break
  }
  return drawn
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, span) => sum + textWidth(textOf(span)), 0)
}

function textOf(span: Span): string {
  return typeof span === 'string' ? span : span[1]
}
