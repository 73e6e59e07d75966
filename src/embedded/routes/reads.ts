import type { Collection } from '../collection.ts'
import { notFound, wrongInput } from '../errors.ts'
import { optionalFilter } from '../filter/filter.ts'
import type { Predicate } from '../filter/predicate.ts'
import { compareIds, type PointId, pointId, pointIdOfPath } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import { refuseShardKey } from '../points/point-parser.ts'
import { type PointView, pointView, type ShownPoint } from '../points/point-view.ts'
import { arrayOf, limitOf, objectOf, optional, required } from '../reader.ts'
import { readParams } from '../request-params.ts'
import type { Routes } from '../router.ts'
import { facet } from '../search/facet.ts'
import { ordered, parseOrderBy } from '../search/order-by.ts'

const DEFAULT_LIMIT = 10

export const readRoutes: Routes = {
  'POST :/points': ({ collection: name, params, body }, database) => {
    readParams(params)
    const request = objectOf(body(), 'struct PointRequest')
    const ids = new Set(arrayOf(required(request, 'ids')).map(pointId))
    const collection = database.collection(name)
    refuseShardKey(request)
    return retrieve(ids, collection, pointView(request, collection, false))
  },
  'GET :/points/*': ({ collection: name, params, argument }, database) => {
    readParams(params)
    const id = pointIdOfPath(argument)
    const collection = database.collection(name)
    const view = pointView({ with_payload: true, with_vector: true }, collection, true)
    const [point] = retrieve([id], collection, view)
    if (!point) throw notFound(`Point with id ${id} does not exists!`)
    return point
  },
  'POST :/points/count': ({ collection: name, params, body }, database) => {
    readParams(params)
    const request = objectOf(body(), 'struct CountRequest')
    const collection = database.collection(name)
    refuseShardKey(request)
    const filter = optionalFilter(request.filter, collection, 'count_request')
    return { count: filter ? collection.matching(filter).length : collection.points.size }
  },
  'POST :/points/scroll': ({ collection: name, params, body }, database) => {
    readParams(params)
    const request = objectOf(body(), 'struct ScrollRequest')
    const limit = limitOf(request, 'scroll_request', DEFAULT_LIMIT)
    const collection = database.collection(name)
    refuseShardKey(request)
    const filter = optionalFilter(request.filter, collection, 'scroll_request')
    const view = pointView(request, collection, true)
    const isOrdered = request.order_by !== undefined && request.order_by !== null
    return isOrdered
      ? scrollOrdered(request, limit, filter, collection, view)
      : scroll(optional(request.offset, pointId), limit, filter, collection, view)
  },
  'POST :/facet': ({ collection, params, body }, database) => {
    readParams(params)
    return { hits: facet(objectOf(body(), 'struct FacetRequest'), database.collection(collection)) }
  },
}

function retrieve(ids: Iterable<PointId>, { points }: Collection, view: PointView): ShownPoint[] {
  const found: ShownPoint[] = []
  for (const id of ids) {
    const slot = points.slotOf(id)
    if (slot !== undefined) found.push(view(slot, { id }))
  }
  return found
}

function scroll(
  offset: PointId | undefined,
  limit: number,
  filter: Predicate | undefined,
  collection: Collection,
  view: PointView,
) {
  const ids = collection.points.orderedIds()
  const points: ShownPoint[] = []
  for (let at = offset === undefined ? 0 : firstAtLeast(ids, offset); at < ids.length; at++) {
    const id = ids[at] ?? 0
    const slot = collection.points.slotOf(id)
    if (slot === undefined || !collection.matches(slot, filter)) continue
    if (points.length === limit) return { points, next_page_offset: id }
    points.push(view(slot, { id }))
  }
  return { points, next_page_offset: null }
}

function scrollOrdered(
  request: JsonObject,
  limit: number,
  filter: Predicate | undefined,
  collection: Collection,
  view: PointView,
) {
  if (request.offset !== undefined && request.offset !== null) {
    throw wrongInput(
      "Cannot use an `offset` when using `order_by`. The alternative for paging is to use `order_by.start_from` and a filter to exclude the IDs that you've already seen for the `order_by.start_from` value",
    )
  }
  const order = parseOrderBy(required(request, 'order_by'), collection)
  const hits = ordered(collection.matching(filter), order, collection).slice(0, limit)
  const points = hits.map(({ slot, orderValue }) => ({
    ...view(slot, { id: collection.points.idAt(slot) }),
    order_value: orderValue,
  }))
  return { points, next_page_offset: null }
}

function firstAtLeast(ids: readonly PointId[], offset: PointId): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareIds(ids[middle] ?? 0, offset) < 0) low = middle + 1
    else high = middle
  }
  return low
}
