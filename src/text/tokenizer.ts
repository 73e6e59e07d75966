import { stem } from './stem.ts'

// Letters and digits, joined by what joins identifiers and hyphenated words.
const RUN = /[\p{L}\p{N}\p{M}]+(?:['’._-][\p{L}\p{N}\p{M}]+)*/gu
const PLAIN = /^(?:\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+|\p{Lu}+)$/u
// `HTTPServer` is HTTP and Server; letters without case stay together.
const PART = /\p{Lu}+(?![\p{Ll}\p{M}])\p{N}*|[\p{Lu}\p{Lt}]?[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+|[\p{Lu}\p{Lt}]+/gu

/** Of a longer run, base64 mostly, only the beginning counts. */
const LONGEST_WORD = 64

// An identifier says one thing in several words: counted in full, code would drown the prose around it.
const PART_SHARE = 0.8
const WHOLE_SHARE = 0.2

/**
 * How often each word occurs, lower case and stemmed. Identifiers and hyphenated words count as their parts and a
 * little as a whole: `worker.postMessage` is worker, post, messag and workerpostmessag.
 */
export function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  const add = (word: string, share: number) => {
    const key = word.slice(0, LONGEST_WORD)
    counts.set(key, (counts.get(key) ?? 0) + share)
  }
  for (const run of text.normalize('NFKC').match(RUN) ?? []) {
    const parts = PLAIN.test(run) ? [run] : (run.replace(/['’]/g, '').match(PART) ?? [])
    const words = parts.map((part) => stem(part.toLowerCase()))
    for (const word of words) add(word, words.length === 1 ? 1 : PART_SHARE)
    if (words.length > 1) add(words.join(''), WHOLE_SHARE)
  }
  return counts
}
