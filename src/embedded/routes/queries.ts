import type { Collection } from '../collection.ts'
import type { Json, JsonObject } from '../json.ts'
import { pointView, type ShownPoint } from '../points/point-view.ts'
import { arrayOf, objectOf, required } from '../reader.ts'
import { readParams } from '../request-params.ts'
import type { Handler, Routes } from '../router.ts'
import { groupHits } from '../search/groups.ts'
import { type Query, runQuery } from '../search/query.ts'
import { parseQuery, RankingParser } from '../search/query-parser.ts'
import type { Hit } from '../search/top-k.ts'
import { shortFloat } from '../vectors/floats.ts'

/** How a request becomes a query: the newer calls say everything in `query`, the older ones have fields of their own. */
type Parse = (body: JsonObject, collection: Collection) => Query

const newer: Parse = (body, collection) => parseQuery(body, collection)

/** `vector` is the vector, or { name, vector }. */
const search: Parse = (body, collection) => {
  const vector = required(body, 'vector')
  const isNamed = typeof vector === 'object' && vector !== null && 'vector' in vector && 'name' in vector
  const [query, using]: [Json, Json] = isNamed ? [vector.vector ?? null, vector.name ?? ''] : [vector, '']
  required(body, 'limit')
  return parseQuery({ ...body, query, using }, collection, 'search_request')
}

const recommend: Parse = (body, collection) => {
  const using = typeof body.using === 'string' ? body.using : ''
  required(body, 'limit')
  const query = parseQuery({ ...body, query: null }, collection, 'recommend_request')
  return { ...query, ranking: new RankingParser(collection, using).recommend(body) }
}

export const queryRoutes: Routes = {
  'POST :/points/query': one(newer, (points) => ({ points })),
  'POST :/points/query/batch': batch(newer, (points) => ({ points })),
  'POST :/points/query/groups': grouped(newer),
  'POST :/points/search': one(search, (points) => points),
  'POST :/points/search/batch': batch(search, (points) => points),
  'POST :/points/search/groups': grouped(search),
  'POST :/points/recommend': one(recommend, (points) => points),
  'POST :/points/recommend/batch': batch(recommend, (points) => points),
  'POST :/points/recommend/groups': grouped(recommend),
}

function one(parse: Parse, wrap: (points: ShownPoint[]) => unknown): Handler {
  return ({ collection, params, body }, database) => {
    readParams(params)
    return wrap(answer(objectOf(body(), 'struct QueryRequest'), parse, database.collection(collection)))
  }
}

/** One bad search fails all. */
function batch(parse: Parse, wrap: (points: ShownPoint[]) => unknown): Handler {
  return ({ collection: name, params, body }, database) => {
    readParams(params)
    const searches = arrayOf(required(objectOf(body(), 'struct QueryRequestBatch'), 'searches'))
    const collection = database.collection(name)
    return searches.map((item) => wrap(answer(objectOf(item, 'struct QueryRequest'), parse, collection)))
  }
}

function grouped(parse: Parse): Handler {
  return ({ collection: name, params, body }, database) => {
    readParams(params)
    const request = objectOf(body(), 'struct QueryGroupsRequest')
    const collection = database.collection(name)
    const groups = groupHits(parse(request, collection), request, collection, 'internal')
    return { groups: groups.map(({ id, hits }) => ({ id, hits: shown(hits, request, collection) })) }
  }
}

function answer(body: JsonObject, parse: Parse, collection: Collection): ShownPoint[] {
  return shown(runQuery(parse(body, collection), collection), body, collection)
}

function shown(hits: readonly Hit[], body: JsonObject, collection: Collection): ShownPoint[] {
  const view = pointView(body, collection, false)
  return hits.map(({ slot, score, orderValue }) => {
    const point: ShownPoint = {
      id: collection.points.idAt(slot),
      version: collection.points.versionAt(slot),
      score: shortFloat(score),
    }
    if (orderValue !== undefined) point.order_value = orderValue
    return view(slot, point)
  })
}
