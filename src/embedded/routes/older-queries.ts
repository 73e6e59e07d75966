import type { Collection } from '../collection.ts'
import { badRequest, noVariant } from '../errors.ts'
import { pointId } from '../ids.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { arrayOf, optional, required, stringOf } from '../reader.ts'
import type { Query, Ranking } from '../search/query.ts'
import { parseQuery, RankingParser } from '../search/query-parser.ts'

/** `vector` is the vector, or { name, vector }. */
export function parseSearch(body: JsonObject, collection: Collection, struct: string): Query {
  const vector = required(body, 'vector')
  const { name, vector: named } = isObject(vector) ? vector : { name: '', vector }
  const isDense = Array.isArray(named) && named.every((item) => typeof item === 'number' || typeof item === 'bigint')
  const isSparse = isObject(vector) && isObject(named) && 'indices' in named && 'values' in named
  if (typeof name !== 'string' || !(isDense || isSparse)) throw noVariant('NamedVectorStruct')
  required(body, 'limit')
  const ranking = new RankingParser(collection, name, `${struct}.vector.vector`).parse(named)
  return { ...parseQuery({ ...body, using: name, query: null }, collection, struct), ranking }
}

export function parseRecommend(body: JsonObject, collection: Collection, struct: string): Query {
  const { strategy } = body
  const isAveraged = strategy === undefined || strategy === null || strategy === 'average_vector'
  const positives = examples(body.positive)
  const negatives = examples(body.negative)
  return parseWith(body, collection, struct, (parser) => {
    if (positives.length === 0 && (isAveraged || negatives.length === 0)) {
      const needed = isAveraged ? 'positive' : 'positive or negative'
      throw badRequest(`At least one ${needed} vector ID required with this strategy`)
    }
    return parser.recommend(body)
  })
}

/** A target, pairs of examples, or both. */
export function parseDiscover(body: JsonObject, collection: Collection, struct: string): Query {
  const pairs = arrayOf(body.context ?? [])
  const target = optional(body.target, (value) => example(value))
  return parseWith(body, collection, struct, (parser) => {
    if (target !== undefined) return parser.discover({ target, context: pairs })
    if (pairs.length > 0) return parser.parse({ context: pairs })
    throw badRequest('target and/or context_pairs must be specified')
  })
}

function parseWith(
  body: JsonObject,
  collection: Collection,
  struct: string,
  ranking: (parser: RankingParser) => Ranking,
): Query {
  required(body, 'limit')
  const using = optional(body.using, stringOf) ?? ''
  const query = parseQuery({ ...body, query: null }, collection, struct)
  return { ...query, ranking: ranking(new RankingParser(collection, using, struct)) }
}

function examples(list: Json | undefined): Json[] {
  return arrayOf(list ?? []).map(example)
}

/** A vector or a point's id. @throws ApiError 400 */
function example(value: Json): Json {
  if (Array.isArray(value) || isObject(value)) return value
  try {
    pointId(value)
    return value
  } catch {
    throw noVariant('RecommendExample')
  }
}
