import { unknownQuery, untagged } from '../errors.ts'
import type { Json } from '../json.ts'
import { countOf, numberOf, objectOf, optional, within } from '../reader.ts'
import type { Scorer, VectorColumn } from '../vectors/vector-column.ts'
import type { Hit } from './top-k.ts'

const DEFAULT_DIVERSITY = 0.5
const MAX_CANDIDATES = 16_384

/** Maximal marginal relevance: near the query, and far from what was chosen before. */
export interface Mmr {
  /** 0 looks at the query only, 1 at the other hits only. */
  readonly diversity: number
  /** How many of the nearest are chosen from; the query's limit where it is undefined. */
  readonly candidates: number | undefined
}

/** @throws ApiError 400 or 422 */
export function parseMmr(value: Json, where: string): Mmr {
  return untagged(() => {
    const given = objectOf(value, 'struct Mmr')
    const diversity = optional(given.diversity, numberOf) ?? DEFAULT_DIVERSITY
    const candidates = optional(given.candidates_limit, countOf)
    within(diversity, { where: `${where}.diversity`, min: 0, max: 1, isFloat: true })
    within(candidates ?? 0, { where: `${where}.candidates_limit`, max: MAX_CANDIDATES })
    return { diversity, candidates }
  }, unknownQuery)
}

/** At most `limit` of `hits`, in the order in which they are chosen; their scores stay those of the query. */
export function diversified(hits: readonly Hit[], relevance: Scorer, column: VectorColumn, mmr: Mmr, limit: number) {
  const left = hits.map((hit) => ({ hit, relevance: relevance(hit.slot), likeness: -Infinity }))
  const chosen: Hit[] = []
  while (chosen.length < limit && left.length > 0) {
    const worth = left.map((item) =>
      chosen.length === 0 ? item.relevance : (1 - mmr.diversity) * item.relevance - mmr.diversity * item.likeness,
    )
    const [next] = left.splice(worth.indexOf(Math.max(...worth)), 1)
    if (!next) break
    chosen.push(next.hit)
    for (const item of left) {
      // In this direction: the likeness of multi-vectors has one.
      const likeness = column.scorer(column.read(item.hit.slot))(next.hit.slot)
      // Sparse vectors that share no index are no hits of each other, but not infinitely unlike.
      item.likeness = Math.max(item.likeness, likeness === -Infinity ? 0 : likeness)
    }
  }
  return chosen
}
