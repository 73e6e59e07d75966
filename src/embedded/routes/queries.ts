import type { Collection } from '../collection.ts'
import type { JsonObject } from '../json.ts'
import { pointView, type ShownPoint } from '../points/point-view.ts'
import { arrayOf, objectOf, required } from '../reader.ts'
import { readParams } from '../request-params.ts'
import type { Handler, Routes } from '../router.ts'
import { groupHits } from '../search/groups.ts'
import { type Query, runQuery } from '../search/query.ts'
import { parseQuery } from '../search/query-parser.ts'
import type { Hit } from '../search/top-k.ts'
import { shortFloat } from '../vectors/floats.ts'
import { parseDiscover, parseRecommend, parseSearch } from './older-queries.ts'

/** @param struct the name that the real server's validation gives the request */
type Parse = (body: JsonObject, collection: Collection, struct: string) => Query

/** One kind of request: the newer calls say everything in `query`, the older ones have fields of their own. */
interface Kind {
  readonly parse: Parse
  readonly struct: string
  readonly groupStruct: string
  /** What groups need, beside `group_by`. */
  readonly groupFields: readonly string[]
  wrap(points: ShownPoint[]): unknown
}

const newer: Kind = {
  parse: parseQuery,
  struct: 'internal',
  groupStruct: 'search_group_request.group_request',
  groupFields: [],
  wrap: (points) => ({ points }),
}

const older = (name: string, parse: Parse): Kind => ({
  parse,
  struct: `${name}_request`,
  groupStruct: `${name}_group_request.group_request`,
  groupFields: ['group_size', 'limit'],
  wrap: (points) => points,
})

const search = older('search', parseSearch)
const recommend = older('recommend', parseRecommend)
const discover = older('discover', parseDiscover)

export const queryRoutes: Routes = {
  'POST :/points/query': one(newer),
  'POST :/points/query/batch': batch(newer),
  'POST :/points/query/groups': grouped(newer),
  'POST :/points/search': one(search),
  'POST :/points/search/batch': batch(search),
  'POST :/points/search/groups': grouped(search),
  'POST :/points/recommend': one(recommend),
  'POST :/points/recommend/batch': batch(recommend),
  'POST :/points/recommend/groups': grouped(recommend),
  'POST :/points/discover': one(discover),
  'POST :/points/discover/batch': batch(discover),
}

function one({ parse, struct, wrap }: Kind): Handler {
  return ({ collection: name, params, body }, database) => {
    readParams(params)
    const request = objectOf(body(), 'struct QueryRequest')
    const collection = database.collection(name)
    return wrap(shown(runQuery(parse(request, collection, struct), collection), request, collection))
  }
}

/** One bad search fails all. */
function batch({ parse, struct, wrap }: Kind): Handler {
  return ({ collection: name, params, body }, database) => {
    readParams(params)
    const searches = arrayOf(required(objectOf(body(), 'struct QueryRequestBatch'), 'searches'))
    const collection = database.collection(name)
    return searches.map((item, i) => {
      const request = objectOf(item, 'struct QueryRequest')
      const query = parse(request, collection, `searches[${i}].${struct}`)
      return wrap(shown(runQuery(query, collection), request, collection))
    })
  }
}

function grouped({ parse, groupStruct, groupFields }: Kind): Handler {
  return ({ collection: name, params, body }, database) => {
    readParams(params)
    const request = objectOf(body(), 'struct QueryGroupsRequest')
    const collection = database.collection(name)
    for (const field of groupFields) required(request, field)
    const groups = groupHits(parse(request, collection, groupStruct), request, collection, groupStruct)
    return { groups: groups.map(({ id, hits }) => ({ id, hits: shown(hits, request, collection) })) }
  }
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
