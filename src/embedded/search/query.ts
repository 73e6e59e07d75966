import type { Collection } from '../collection.ts'
import { badRequest, wrongInput } from '../errors.ts'
import type { Predicate } from '../filter/predicate.ts'
import type { Formula } from '../formula/formula.ts'
import { compareIds } from '../ids.ts'
import type { Scorer, VectorColumn } from '../vectors/vector-column.ts'
import type { Fusion } from './fusion.ts'
import { diversified, type Mmr } from './mmr.ts'
import { type OrderBy, ordered } from './order-by.ts'
import { type Hit, TopK } from './top-k.ts'

/** What ranks the points. */
export type Ranking =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'scores'
      readonly column: VectorColumn
      readonly scorer: Scorer
      /** Figures of the column become scores that users see; others are scores already. */
      readonly isFigure: boolean
      readonly excluded: ReadonlySet<number>
      readonly mmr?: Mmr
    }
  | { readonly kind: 'order'; readonly order: OrderBy }
  | { readonly kind: 'fusion'; readonly fuse: Fusion }
  | { readonly kind: 'formula'; readonly formula: Formula }
  | { readonly kind: 'sample' }

/** A query with everything looked up, ready to run. */
export interface Query {
  readonly ranking: Ranking
  readonly prefetches: readonly Query[]
  readonly filter: Predicate | undefined
  readonly scoreThreshold: number | undefined
  readonly limit: number
  readonly offset: number
}

/** Best first. @throws ApiError 400 */
export function runQuery(query: Query, collection: Collection): Hit[] {
  const { ranking, prefetches } = query
  const reach = query.limit + query.offset
  if (ranking.kind === 'none' && prefetches.length > 0) {
    throw badRequest("A query is needed to merge the prefetches. Can't have prefetches without defining a query.")
  }
  if (ranking.kind === 'fusion' && prefetches.length === 0) {
    throw wrongInput('Validation failed: cannot apply Fusion without prefetches')
  }
  if (ranking.kind === 'formula' && prefetches.length === 0) {
    throw wrongInput('Validation failed: cannot apply Formula without prefetches')
  }
  const lists = prefetches.map((prefetch) => runQuery(prefetch, collection))
  const candidates = lists.length > 0 ? new Set(lists.flat().map((hit) => hit.slot)) : undefined
  return rank(query, reach, lists, candidates, collection).slice(query.offset, reach)
}

function rank(
  query: Query,
  reach: number,
  lists: readonly (readonly Hit[])[],
  candidates: ReadonlySet<number> | undefined,
  collection: Collection,
): Hit[] {
  const { ranking, filter, scoreThreshold } = query
  const matching = () =>
    [...(candidates ?? collection.points.slots())].filter((slot) => collection.matches(slot, filter))
  switch (ranking.kind) {
    case 'scores': {
      const { mmr, scorer, column } = ranking
      const best = (most: number) => nearest(ranking, query, most, candidates, collection)
      // The limit alone, as in the real server: what the offset skips is not made up for.
      return mmr ? diversified(best(mmr.candidates ?? query.limit), scorer, column, mmr, query.limit) : best(reach)
    }
    case 'fusion':
      return ranking
        .fuse(lists)
        .filter(({ slot, score }) => collection.matches(slot, filter) && score >= (scoreThreshold ?? -Infinity))
    case 'formula':
      return rescored(matching(), ranking.formula(lists), scoreThreshold)
    case 'order':
      return ordered(matching(), ranking.order, collection)
    case 'sample':
      return shuffled(matching()).map(unscored)
    case 'none':
      return inScrollOrder(matching(), collection).map(unscored)
  }
}

function rescored(slots: readonly number[], scoreOf: Scorer, threshold = -Infinity): Hit[] {
  return slots
    .map((slot) => ({ slot, score: scoreOf(slot) }))
    .filter(({ score }) => score >= threshold)
    .sort((a, b) => b.score - a.score || a.slot - b.slot)
}

function nearest(
  ranking: Extract<Ranking, { kind: 'scores' }>,
  query: Query,
  reach: number,
  candidates: ReadonlySet<number> | undefined,
  collection: Collection,
): Hit[] {
  const { column, scorer, isFigure, excluded } = ranking
  const threshold = query.scoreThreshold
  const above = threshold === undefined ? -Infinity : isFigure ? column.figureOf(threshold) : threshold
  const best = new TopK(reach)
  const consider = (slot: number) => {
    if (!column.has(slot)) return
    const figure = scorer(slot)
    // The filter comes last, because it costs more than a score and most points are too far off to need it.
    if (!(figure > above) || !best.wants(figure) || excluded.has(slot)) return
    if (collection.matches(slot, query.filter)) best.offer(slot, figure)
  }
  if (candidates) for (const slot of candidates) consider(slot)
  else for (let slot = 0; slot < collection.points.slotCount; slot++) consider(slot)
  const shown = isFigure ? (figure: number) => column.shownScore(figure) : Math.fround
  return best.sorted().map(({ slot, score }) => ({ slot, score: shown(score) }))
}

function inScrollOrder(slots: number[], { points }: Collection): number[] {
  return slots.sort((a, b) => compareIds(points.idAt(a) ?? 0, points.idAt(b) ?? 0))
}

function unscored(slot: number): Hit {
  return { slot, score: 1 }
}

function shuffled(slots: number[]): number[] {
  for (let i = slots.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    const [a, b] = [slots[i] ?? 0, slots[j] ?? 0]
    slots[i] = b
    slots[j] = a
  }
  return slots
}
