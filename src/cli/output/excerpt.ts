import { STOP_WEIGHTS } from '../../text/stop-words.ts'
import { countWords } from '../../text/tokenizer.ts'

/** Words shown before the first one that is looked for. */
const LEAD = 4
/** Marks of headings and fences of code. */
const MARKUP = /^#{1,6}\s|\s#+$|^\s*(?:`{3}|~{3}).*$/gm

/** What stands between the cells and rows of a table, and nothing at all. */
const TABLE_RULE = /^[|:-]*$/

/** About `length` characters of a text, whole words on one line: the stretch with most of the question's words. */
export function excerpt(text: string, question: string, length: number): string {
  const wanted = new Set(wordsOf(question).filter((word) => !STOP_WEIGHTS.has(word)))
  const words = text
    .replace(MARKUP, ' ')
    .split(/\s+/)
    .filter((word) => !TABLE_RULE.test(word))
  const found = words.map((word) => wordsOf(word).filter((key) => wanted.has(key)))
  let best = { start: 0, end: endOf(words, 0, length), score: 0 }
  for (const index of words.keys()) {
    if (found[index]?.length === 0) continue
    const start = Math.max(0, index - LEAD)
    const end = endOf(words, start, length)
    const score = new Set(found.slice(start, end).flat()).size
    if (score > best.score) best = { start, end, score }
  }
  const { start, end } = best
  return `${start > 0 ? '… ' : ''}${words.slice(start, end).join(' ')}${end < words.length ? ' …' : ''}`
}

function wordsOf(text: string): string[] {
  return [...countWords(text).keys()]
}

/** Where the words from `start` on that fit into `length` characters end; one fits always. */
function endOf(words: readonly string[], start: number, length: number): number {
  let end = start
  let used = 0
  while (end < words.length && (end === start || used + (words[end]?.length ?? 0) <= length)) {
    used += (words[end]?.length ?? 0) + 1
    end += 1
  }
  return end
}
