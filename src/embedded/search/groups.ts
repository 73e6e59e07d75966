import type { Collection } from '../collection.ts'
import { unsupported } from '../errors.ts'
import type { Json, JsonObject } from '../json.ts'
import { parsePath, valuesAt } from '../json-path.ts'
import { limitOf, required } from '../reader.ts'
import { type Query, runQuery } from './query.ts'
import type { Hit } from './top-k.ts'

const DEFAULT_GROUPS = 10
const DEFAULT_GROUP_SIZE = 3

export interface Group {
  readonly id: Json
  readonly hits: readonly Hit[]
}

/** Groups in the order of their best hits. A point with several values is in several groups. */
export function groupHits(query: Query, body: JsonObject, collection: Collection, struct: string): Group[] {
  if (body.with_lookup !== undefined && body.with_lookup !== null) throw unsupported('with_lookup')
  const path = parsePath(required(body, 'group_by'))
  const limit = limitOf(body, struct, DEFAULT_GROUPS)
  const size = limitOf(body, struct, DEFAULT_GROUP_SIZE, 'group_size')
  const groups = new Map<Json, Hit[]>()
  for (const hit of runQuery({ ...query, limit: collection.points.size, offset: 0 }, collection)) {
    for (const value of new Set(valuesAt(collection.points.payloadAt(hit.slot), path).flat())) {
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') continue
      const hits = groups.get(value)
      if (hits === undefined) groups.set(value, [hit])
      else if (hits.length < size) hits.push(hit)
    }
  }
  return [...groups].slice(0, limit).map(([id, hits]) => ({ id, hits }))
}
