import { hashCodes, mix } from './hash.ts'
import { STOP_WEIGHTS } from './stop-words.ts'

/** A word takes several positions, so that two words which share one by chance don't look the same. */
const WORD_POSITIONS = 4
/** Length of all n-grams of a word together, where the word itself has 1. */
const GRAMS_LENGTH = 0.8
const GRAM_SIZES = [3, 4, 5]

/** Room for about 20,000 words, in 4 MB; when it is full, words are collected anew. */
const ROOM = 2 ** 19

/**
 * The vectors of words, by which position gets how much of what, kept because texts share most of their words. All lie in two
 * arrays: one for each word would be garbage by the million in a long ingest.
 *
 *     positions  n, p1, p2, … pn, n, p1, …
 *     values     -, v1, v2, … vn, -, v1, …
 */
export class WordTable {
  readonly #dimension: number
  readonly #starts = new Map<string, number>()
  readonly #positions = new Int32Array(ROOM)
  readonly #values = new Float32Array(ROOM)
  #used = 0

  constructor(dimension: number) {
    this.#dimension = dimension
  }

  /** Adds the vector of a word to a row. A position may come twice; its values add up. */
  addTo(row: Float32Array, word: string, weight: number): void {
    const start = this.#starts.get(word) ?? this.#write(word)
    const end = start + 1 + (this.#positions[start] ?? 0)
    for (let at = start + 1; at < end; at++) {
      const position = this.#positions[at] ?? 0
      row[position] = (row[position] ?? 0) + (this.#values[at] ?? 0) * weight
    }
  }

  /** The word and its character n-grams, each hashed to a position and a sign; as long as the word is important. */
  #write(word: string): number {
    // Marks at both ends, so that "bar" at the end of "toolbar" is not "bar" in "barrel".
    const marked = `<${word}>`
    const grams = GRAM_SIZES.reduce((sum, size) => sum + Math.max(0, marked.length - size + 1), 0)
    const count = WORD_POSITIONS + grams
    if (this.#used + 1 + count > ROOM) {
      this.#starts.clear()
      this.#used = 0
    }
    const start = this.#used
    this.#positions[start] = count
    const own = hashCodes(word, 0, word.length)
    const wordValue = importance(word) / Math.sqrt(WORD_POSITIONS)
    let at = start + 1
    for (let index = 0; index < WORD_POSITIONS; index++) this.#set(at++, mix(own + index), wordValue)
    const gramValue = (importance(word) * GRAMS_LENGTH) / Math.sqrt(grams)
    for (const size of GRAM_SIZES) {
      for (let first = 0; first + size <= marked.length; first++)
        this.#set(at++, mix(hashCodes(marked, first, first + size)), gramValue)
    }
    this.#used = at
    this.#starts.set(word, start)
    return start
  }

  #set(at: number, hash: number, value: number): void {
    this.#positions[at] = (hash >>> 1) % this.#dimension
    this.#values[at] = (hash & 1) === 0 ? -value : value
  }
}

/** Long words are rare words, more often than not. */
function importance(word: string): number {
  return STOP_WEIGHTS.get(word) ?? Math.min(0.8 + 0.03 * word.length, 1.4)
}
