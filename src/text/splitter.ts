import { CUTS } from './cuts.ts'
import { type Section, sectionsOf } from './sections.ts'

export interface SplitOptions {
  /**
   * Most UTF-16 code units in a passage, from 16.
   * @default 800
   */
  readonly maxChars?: number
}

export interface Passage {
  /** A stretch of the text, without space at its ends. */
  readonly text: string
  /** Titles of the headings it stands under, the outermost first. */
  readonly headings: readonly string[]
}

/**
 * Splits markdown or plain text into passages, at headings and paragraphs where they fit, else at lines, sentences,
 * words. Code blocks stay whole where they fit. Only white space is lost.
 *
 * @throws {RangeError} when `maxChars` is not an integer from 16
 */
export function splitText(text: string, { maxChars = 800 }: SplitOptions = {}): Passage[] {
  if (!Number.isInteger(maxChars) || maxChars < 16) {
    throw new RangeError(`Expected \`maxChars\` to be an integer from 16, got ${String(maxChars)}`)
  }
  return joinSmall(sectionsOf(text), maxChars).flatMap(({ text: section, headings }) =>
    packed(piecesOf(section, maxChars), section.length, maxChars).map((passage) => ({ text: passage, headings })),
  )
}

/** A heading alone, or with a line under it, says too little: such sections go with the next one. */
function joinSmall(sections: readonly Section[], maxChars: number): Section[] {
  const joined: Section[] = []
  for (const section of sections) {
    const previous = joined.at(-1)
    if (previous !== undefined && previous.text.length < maxChars / 4) {
      joined[joined.length - 1] = { text: previous.text + section.text, headings: common(previous, section) }
    } else {
      joined.push(section)
    }
  }
  return joined
}

function common(one: Section, other: Section): readonly string[] {
  const end = one.headings.findIndex((title, index) => title !== other.headings[index])
  return end === -1 ? other.headings : one.headings.slice(0, end)
}

/** Cuts a text until every piece fits; joined again the pieces are the text. */
function piecesOf(text: string, maxChars: number, level = 0): string[] {
  const cuts = CUTS[level]
  if (cuts === undefined || text.trim().length <= maxChars) return [text]
  const positions = [0, ...cuts(text, maxChars)]
  return positions.flatMap((start, index) => piecesOf(text.slice(start, positions[index + 1]), maxChars, level + 1))
}

/** Joins neighbours while they fit. Passages come out about equally long, so that no last one is left with a few words. */
function packed(pieces: readonly string[], length: number, maxChars: number): string[] {
  const target = length / Math.ceil(length / maxChars)
  const passages: string[] = []
  let pending = ''
  for (const piece of pieces) {
    const isFull = pending.length + piece.length > maxChars || pending.length + piece.length / 2 > target
    if (pending.trim() !== '' && isFull) {
      passages.push(pending.trim())
      pending = ''
    }
    pending = pending === '' ? piece.trimStart() : pending + piece
  }
  if (pending.trim() !== '') passages.push(pending.trim())
  return passages
}
