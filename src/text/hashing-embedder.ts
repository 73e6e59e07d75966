import type { Embedder } from './embedder.ts'
import type { HashingOptions } from './hashing.ts'
import { countWords } from './tokenizer.ts'
import { WordTable } from './word-table.ts'

/** Makes the embedder that `hashing()` describes; it has checked the options. */
export function create(options: unknown): Embedder {
  const { dimension } = options as Required<HashingOptions>
  const words = new WordTable(dimension)
  return {
    dimension,
    embed(texts) {
      const rows = new Float32Array(texts.length * dimension)
      texts.forEach((text, index) => {
        embedText(text, rows.subarray(index * dimension, (index + 1) * dimension), words)
      })
      return rows
    },
  }
}

/** Adds up the vectors of the words and scales the sum to length 1. */
function embedText(text: string, row: Float32Array, words: WordTable): void {
  for (const [word, count] of countWords(text)) words.addTo(row, word, Math.log2(1 + count))
  const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
  // A text without a word, or one whose features cancel out: cosine distance needs some direction.
  if (length === 0) row[0] = 1
  else for (let index = 0; index < row.length; index += 1) row[index] = (row[index] ?? 0) / length
}
