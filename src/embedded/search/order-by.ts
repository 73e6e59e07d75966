import type { Collection } from '../collection.ts'
import { noVariant, wrongInput } from '../errors.ts'
import { parseDatetime } from '../filter/datetime.ts'
import type { Json } from '../json.ts'
import { formatPath, type JsonPath, parsePath, valuesAt } from '../json-path.ts'
import { objectOf, optional, stringOf } from '../reader.ts'
import type { Hit } from './top-k.ts'

export interface OrderBy {
  readonly path: JsonPath
  readonly isDescending: boolean
  readonly startFrom: number | undefined
}

/** A key, or { key, direction, start_from }. @throws ApiError 400 where no index allows to order by it */
export function parseOrderBy(value: Json, collection: Collection): OrderBy {
  const given = typeof value === 'string' ? { key: value } : objectOf(value, 'struct OrderBy')
  const path = parsePath(given.key)
  const direction = optional(given.direction, stringOf) ?? 'asc'
  if (direction !== 'asc' && direction !== 'desc') {
    throw noVariant('OrderByInterface')
  }
  const type = collection.indexes.typeOf(path)
  if (type !== 'integer' && type !== 'float' && type !== 'datetime') {
    throw wrongInput(
      `No range index for \`order_by\` key: \`${formatPath(path)}\`. Please create one to use \`order_by\`. Check https://qdrant.tech/documentation/concepts/indexing/#payload-index to see which payload schemas support Range conditions`,
    )
  }
  return { path, isDescending: direction === 'desc', startFrom: optional(given.start_from, orderValue) }
}

/** A point comes once for every value that it has; points without one do not come. */
export function ordered(slots: Iterable<number>, order: OrderBy, collection: Collection): Required<Hit>[] {
  const sign = order.isDescending ? -1 : 1
  const start = order.startFrom
  const hits: Required<Hit>[] = []
  for (const slot of slots) {
    const values = valuesAt(collection.points.payloadAt(slot), order.path)
    for (const value of values.flat()) {
      const number = orderValue(value)
      if (number === undefined || (start !== undefined && (number - start) * sign < 0)) continue
      hits.push({ slot, score: 1, orderValue: number })
    }
  }
  return hits.sort((a, b) => (a.orderValue - b.orderValue) * sign)
}

function orderValue(value: Json): number | undefined {
  if (typeof value === 'string') return parseDatetime(value)
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined
}
