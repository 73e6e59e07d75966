import type { SparseRow, SparseUse } from '../operations/operation.ts'
import { hashCodes, mix } from './hash.ts'
import { FUNCTION_STEMS } from './stop-words.ts'
import { countWords } from './tokenizer.ts'

/** How soon a repeated word stops to count for more. */
const K1 = 1.2
/** How much a long text makes of each word, from 0 to 1. */
const B = 0.75
/** Words of a text of average length: no text knows the others. */
const AVERAGE_WORDS = 256

/**
 * The words of a text as a sparse vector, for BM25: a stored word weighs tf·(k1 + 1) / (tf + k1·(1 - b + b·length / average)),
 * one that is looked for 1, and the server multiplies by how rare it is (`modifier: 'idf'`). The formula, k1 and b are those
 * of Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); that the average length is a
 * constant, and which, is as in Qdrant's own BM25 (FastEmbed, `Qdrant/bm25`).
 *
 * Words are found by the hashes of their stems; where two share one, their weights add up. Words without a meaning of
 * their own are left out: nearly every text has them, so that they would cost the server most and tell it least.
 */
export function sparseWords(text: string, use: SparseUse): SparseRow {
  const counts = [...countWords(text)].filter(([word]) => !FUNCTION_STEMS.has(word))
  const length = counts.reduce((sum, [, count]) => sum + count, 0)
  const weights = new Map<number, number>()
  for (const [word, count] of counts) {
    const index = mix(hashCodes(word, 0, word.length))
    const weight = use === 'query' ? 1 : documentWeight(count, length)
    weights.set(index, (weights.get(index) ?? 0) + weight)
  }
  const sorted = [...weights].sort(([one], [other]) => one - other)
  return { indices: sorted.map(([index]) => index), values: sorted.map(([, weight]) => weight) }
}

/** To four decimals, which tell apart all that ranks apart, and are short as JSON. */
function documentWeight(count: number, length: number): number {
  const weight = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / AVERAGE_WORDS))
  return Math.round(weight * 10_000) / 10_000
}
