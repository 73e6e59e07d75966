import type { Collection } from '../collection.ts'
import { wrongInput } from '../errors.ts'
import { optionalFilter } from '../filter/filter.ts'
import type { Json, JsonObject } from '../json.ts'
import { formatPath, parsePath, valuesAt } from '../json-path.ts'
import { limitOf, required } from '../reader.ts'

const DEFAULT_LIMIT = 10
const FACETED = ['keyword', 'integer', 'uuid', 'bool']

/** How many points have each value of a key, most frequent first. @throws ApiError 400 without an index on it */
export function facet(request: JsonObject, collection: Collection): { value: Json; count: number }[] {
  const path = parsePath(required(request, 'key'))
  const limit = limitOf(request, 'facet_request', DEFAULT_LIMIT)
  const filter = optionalFilter(request.filter, collection, 'facet_request')
  const type = collection.indexes.typeOf(path)
  if (type === undefined || !FACETED.includes(type)) {
    throw wrongInput(
      `No appropriate index for faceting: \`${formatPath(path)}\`. Please create one to facet on this field. Check https://qdrant.tech/documentation/concepts/indexing/#payload-index to see which payload schemas support Match conditions`,
    )
  }
  const counts = new Map<Json, number>()
  for (const slot of collection.matching(filter)) {
    for (const value of new Set(valuesAt(collection.points.payloadAt(slot), path).flat())) {
      if (value !== null && typeof value !== 'object') counts.set(value, (counts.get(value) ?? 0) + 1)
    }
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1))
    .slice(0, limit)
}
