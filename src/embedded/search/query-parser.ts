import type { Collection } from '../collection.ts'
import { malformedAtEnd, noSuchPoint, unknownQuery, unsupported, wrongInput } from '../errors.ts'
import { optionalFilter } from '../filter/filter.ts'
import { parseFormula } from '../formula/formula.ts'
import { type PointId, pointId } from '../ids.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { refuseShardKey } from '../points/point-parser.ts'
import { parseVector } from '../points/vector-parser.ts'
import { arrayOf, countOf, limitOf, numberOf, objectOf, optional, required, stringOf } from '../reader.ts'
import type { Vector } from '../vectors/vector.ts'
import type { VectorColumn } from '../vectors/vector-column.ts'
import { averageVector, bestScore, context, discovery, type Pair, requireExamples, sumScores } from './examples.ts'
import { distributionBased, type Fusion, reciprocalRank } from './fusion.ts'
import { parseMmr } from './mmr.ts'
import { parseOrderBy } from './order-by.ts'
import type { Query, Ranking } from './query.ts'
import { checkSearchParams } from './search-params.ts'

type Scores = Extract<Ranking, { kind: 'scores' }>

const DEFAULT_LIMIT = 10
const DEFAULT_RRF_K = 2

/** @throws ApiError 400, 404, 422 or 501 */
export function parseQuery(body: JsonObject, collection: Collection, struct: string): Query {
  if (body.lookup_from !== undefined && body.lookup_from !== null) throw unsupported('lookup_from')
  refuseShardKey(body)
  const { prefetch } = body
  const prefetches = Array.isArray(prefetch) ? prefetch : isObject(prefetch) ? [prefetch] : []
  const limit = limitOf(body, struct, DEFAULT_LIMIT)
  checkSearchParams(body.params, `${struct}.params`)
  return {
    filter: optionalFilter(body.filter, collection, struct),
    prefetches: prefetches.map((item, i) =>
      parseQuery(objectOf(item, 'struct Prefetch'), collection, `${struct}.prefetch[${i}]`),
    ),
    ranking: new RankingParser(collection, optional(body.using, stringOf) ?? '', `${struct}.query`).parse(body.query),
    scoreThreshold: optional(body.score_threshold, numberOf),
    limit,
    offset: optional(body.offset, countOf) ?? 0,
  }
}

/** Parses `query` for the vectors of one name; ids in it stand for the vectors of those points. */
export class RankingParser {
  readonly #collection: Collection
  readonly #using: string
  readonly #where: string
  readonly #excluded = new Set<number>()

  /** @param where the query's place in the request, as validation errors name it */
  constructor(collection: Collection, using: string, where: string) {
    this.#collection = collection
    this.#using = using
    this.#where = where
  }

  parse(query: Json | undefined): Ranking {
    if (query === undefined || query === null) return { kind: 'none' }
    if (!isObject(query) || 'indices' in query || 'model' in query) return this.#nearest(query)
    if ('nearest' in query) {
      const mmr = optional(query.mmr, (given) => parseMmr(given, `${this.#where}.mmr`))
      const nearest = this.#nearest(required(query, 'nearest'))
      return mmr ? { ...nearest, mmr } : nearest
    }
    if ('recommend' in query) return this.recommend(objectOf(query.recommend, 'struct RecommendInput'))
    if ('discover' in query) return this.discover(objectOf(query.discover, 'struct DiscoverInput'))
    if ('context' in query) {
      const pairs = this.#pairs(query.context)
      return this.#scores((column) => context(column, pairs))
    }
    if ('order_by' in query) {
      return { kind: 'order', order: parseOrderBy(required(query, 'order_by'), this.#collection) }
    }
    if ('fusion' in query) return { kind: 'fusion', fuse: fusionOf(query.fusion) }
    if ('rrf' in query) return { kind: 'fusion', fuse: rrfOf(objectOf(query.rrf, 'struct Rrf')) }
    if ('sample' in query) return { kind: 'sample' }
    if ('formula' in query) {
      return { kind: 'formula', formula: parseFormula(query, this.#collection, this.#where) }
    }
    if ('relevance_feedback' in query) throw unsupported('Relevance feedback')
    throw unknownQuery()
  }

  recommend(input: JsonObject): Ranking {
    const positives = this.#vectors(input.positive)
    const negatives = this.#vectors(input.negative)
    requireExamples(positives, negatives)
    const strategy = optional(input.strategy, stringOf) ?? 'average_vector'
    switch (strategy) {
      case 'average_vector': {
        const vector = averageVector(positives, negatives)
        return this.#scores((column) => column.scorer(vector), true)
      }
      case 'best_score':
        return this.#scores((column) => bestScore(column, positives, negatives))
      case 'sum_scores':
        return this.#scores((column) => sumScores(column, positives, negatives))
      default:
        throw malformedAtEnd(
          `unknown variant \`${strategy}\`, expected one of \`average_vector\`, \`best_score\`, \`sum_scores\``,
        )
    }
  }

  #nearest(value: Json): Scores {
    const vector = this.#vector(value)
    return this.#scores((column) => column.scorer(vector), true)
  }

  discover(input: JsonObject): Ranking {
    const target = this.#vector(required(input, 'target'))
    const pairs = this.#pairs(input.context)
    return this.#scores((column) => discovery(column, target, pairs))
  }

  #scores(scorerOf: (column: VectorColumn) => (slot: number) => number, isFigure = false): Scores {
    const column = this.#collection.column(this.#using)
    return { kind: 'scores', column, scorer: scorerOf(column), isFigure, excluded: this.#excluded }
  }

  #pairs(value: Json | undefined): Pair[] {
    if (value === undefined || value === null) return []
    const pairs = Array.isArray(value) ? value : [value]
    return pairs.map((item) => {
      const pair = objectOf(item, 'struct ContextPair')
      return { positive: this.#vector(required(pair, 'positive')), negative: this.#vector(required(pair, 'negative')) }
    })
  }

  #vectors(value: Json | undefined): Vector[] {
    return arrayOf(value ?? []).map((item) => this.#vector(item))
  }

  /** Points that are given as examples are not hits. */
  #vector(value: Json): Vector {
    if (Array.isArray(value) || isObject(value)) return parseVector(value, this.#where)
    const id = queryId(value)
    const slot = this.#collection.points.slotOf(id)
    if (slot === undefined) throw noSuchPoint(id)
    this.#excluded.add(slot)
    const column = this.#collection.column(this.#using)
    if (!column.has(slot)) throw wrongInput(`Point ${id} has no vector \`${this.#using}\``)
    return column.read(slot)
  }
}

function queryId(value: Json): PointId {
  try {
    return pointId(value)
  } catch {
    throw unknownQuery()
  }
}

function fusionOf(name: Json | undefined): Fusion {
  if (name === 'rrf') return reciprocalRank(DEFAULT_RRF_K, undefined)
  if (name === 'dbsf') return distributionBased
  throw malformedAtEnd(`unknown variant \`${name}\`, expected \`rrf\` or \`dbsf\``)
}

function rrfOf(rrf: JsonObject): Fusion {
  const weights = optional(rrf.weights, (list) => arrayOf(list).map(numberOf))
  return reciprocalRank(limitOf(rrf, 'internal.query.rrf', DEFAULT_RRF_K, 'k'), weights)
}
