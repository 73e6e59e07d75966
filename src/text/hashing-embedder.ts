import type { Embedder } from './embedder.ts'
import type { HashingOptions } from './hashing.ts'
import { countWords } from './tokenizer.ts'
import { type SparseVector, wordVector } from './word-vector.ts'

/** Texts share most of their words; past this many (about 15 MB) they are collected anew. */
const MAX_KEPT_WORDS = 20_000

/** Makes the embedder that `hashing()` describes; it has checked the options. */
export function create(options: unknown): Embedder {
  const { dimension } = options as Required<HashingOptions>
  const kept = new Map<string, SparseVector>()
  const vectorOf = (word: string): SparseVector => {
    const known = kept.get(word)
    if (known !== undefined) return known
    if (kept.size >= MAX_KEPT_WORDS) kept.clear()
    const vector = wordVector(word, dimension)
    kept.set(word, vector)
    return vector
  }
  return {
    dimension,
    embed(texts) {
      const rows = new Float32Array(texts.length * dimension)
      texts.forEach((text, index) => {
        embedText(text, rows.subarray(index * dimension, (index + 1) * dimension), vectorOf)
      })
      return rows
    },
  }
}

/** Adds up the vectors of the words and scales the sum to length 1. */
function embedText(text: string, row: Float32Array, vectorOf: (word: string) => SparseVector): void {
  for (const [word, count] of countWords(text)) add(row, vectorOf(word), Math.log2(1 + count))
  const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
  // A text without a word, or one whose features cancel out: cosine distance needs some direction.
  if (length === 0) row[0] = 1
  else for (let index = 0; index < row.length; index += 1) row[index] = (row[index] ?? 0) / length
}

function add(row: Float32Array, { positions, values }: SparseVector, weight: number): void {
  for (let index = 0; index < positions.length; index += 1) {
    const position = positions[index] ?? 0
    row[position] = (row[position] ?? 0) + (values[index] ?? 0) * weight
  }
}
