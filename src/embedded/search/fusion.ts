import { wrongInput } from '../errors.ts'
import type { Hit } from './top-k.ts'

/** Merges ranked lists into one, best first. */
export type Fusion = (lists: readonly (readonly Hit[])[]) => Hit[]

/** Reciprocal rank: only places count. A weight stretches or compresses the places of its list. */
export function reciprocalRank(k: number, weights: readonly number[] | undefined): Fusion {
  return (lists) => {
    if (weights && weights.length !== lists.length) {
      throw wrongInput(
        `Number of weights in RRF should match number of pre-fetches: got ${weights.length}, expected ${lists.length}`,
      )
    }
    return summed(
      lists.map((hits, list) => {
        const weight = weights?.[list] ?? 1
        return hits.map(({ slot }, place) => ({ slot, score: weight > 0 ? 1 / ((place + 1) / weight + k - 1) : 0 }))
      }),
    )
  }
}

/** Distribution-based: scores of each list are scaled so that three standard deviations span 0 to 1. */
export function distributionBased(lists: readonly (readonly Hit[])[]): Hit[] {
  return summed(lists.map(spread))
}

function spread(hits: readonly Hit[]): Hit[] {
  const mean = hits.reduce((sum, { score }) => sum + score, 0) / hits.length
  const squares = hits.reduce((sum, { score }) => sum + (score - mean) ** 2, 0)
  const deviation = Math.sqrt(squares / (hits.length - 1))
  const isFlat = hits.length < 2 || deviation === 0
  return hits.map(({ slot, score }) => ({
    slot,
    score: isFlat ? 0.5 : (score - mean + 3 * deviation) / (6 * deviation),
  }))
}

function summed(lists: readonly (readonly Hit[])[]): Hit[] {
  const scores = new Map<number, number>()
  for (const { slot, score } of lists.flat()) scores.set(slot, (scores.get(slot) ?? 0) + score)
  return [...scores]
    .map(([slot, score]) => ({ slot, score: Math.fround(score) }))
    .sort((a, b) => b.score - a.score || a.slot - b.slot)
}
