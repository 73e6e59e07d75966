import { markdownLines } from './markdown-lines.ts'

/** The positions inside a text where it may be cut, in order. */
export type Cuts = (text: string, maxChars: number) => number[]

/** From the best places to the worst; the last kind fits every text. */
export const CUTS: readonly Cuts[] = [beforeBlocks, afterLines, afterSentences, afterWords, anywhere]

function beforeBlocks(text: string): number[] {
  const cuts: number[] = []
  let at = 0
  let afterBlank = false
  for (const line of markdownLines(text)) {
    const isBlank = line.text.trim() === ''
    if (at > 0 && (line.opensFence || (afterBlank && !isBlank && !line.fenced))) cuts.push(at)
    afterBlank = isBlank
    at += line.text.length
  }
  return cuts
}

function afterLines(text: string): number[] {
  return afterEach(/\n/g, text)
}

function afterSentences(text: string): number[] {
  return afterEach(/(?<=[.!?:;。！？]["')\]]?)\s+/g, text)
}

function afterWords(text: string): number[] {
  return afterEach(/\s+/g, text)
}

function anywhere(text: string, maxChars: number): number[] {
  const cuts: number[] = []
  for (let at = maxChars; at < text.length; at += maxChars) {
    // Never between the halves of a surrogate pair.
    if ((text.codePointAt(at - 1) ?? 0) > 0xffff) at -= 1
    cuts.push(at)
  }
  return cuts
}

function afterEach(pattern: RegExp, text: string): number[] {
  return Array.from(text.matchAll(pattern), (match) => match.index + match[0].length)
}
