import { hashCodes, mix } from './hash.ts'
import { STOP_WEIGHTS } from './stop-words.ts'

/** A vector with few numbers in it. A position may come twice; its values add up. */
export interface SparseVector {
  readonly positions: Int32Array
  readonly values: Float32Array
}

/** A word takes several positions, so that two words which share one by chance don't look the same. */
const WORD_POSITIONS = 4
/** Length of all n-grams of a word together, where the word itself has 1. */
const GRAMS_LENGTH = 0.8
const GRAM_SIZES = [3, 4, 5]

/** The word and its character n-grams, each hashed to a position and a sign; as long as the word is important. */
export function wordVector(word: string, dimension: number): SparseVector {
  const own = hashCodes(word, 0, word.length)
  const wordHashes = Array.from({ length: WORD_POSITIONS }, (_, index) => mix(own + index))
  const gramHashes = gramsOf(word)
  const hashes = [...wordHashes, ...gramHashes]
  const wordValue = importance(word) / Math.sqrt(wordHashes.length)
  const gramValue = (importance(word) * GRAMS_LENGTH) / Math.sqrt(gramHashes.length)
  const valueAt = (index: number) => (index < wordHashes.length ? wordValue : gramValue)
  return {
    positions: Int32Array.from(hashes, (hash) => (hash >>> 1) % dimension),
    values: Float32Array.from(hashes, (hash, index) => ((hash & 1) === 0 ? -valueAt(index) : valueAt(index))),
  }
}

/** Hashes of the n-grams, with marks at both ends, so that "bar" at the end of "toolbar" is not "bar" in "barrel". */
function gramsOf(word: string): number[] {
  const marked = `<${word}>`
  return GRAM_SIZES.flatMap((size) =>
    Array.from({ length: Math.max(0, marked.length - size + 1) }, (_, start) =>
      mix(hashCodes(marked, start, start + size)),
    ),
  )
}

/** Long words are rare words, more often than not. */
function importance(word: string): number {
  return STOP_WEIGHTS.get(word) ?? Math.min(0.8 + 0.03 * word.length, 1.4)
}
