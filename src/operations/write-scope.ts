import type { ClientMethodParams } from './client-method.ts'
import type { Params } from './operation.ts'
import { isPointId, type PointKey, pointKey } from './point-id.ts'

/** The points that a write may touch: those of its ids, or any of its collection. */
export interface WriteScope {
  readonly collection: string
  readonly points: 'all' | readonly PointKey[]
}

/** Methods of the long tail, of the client and of its `api()`, that write points. */
const POINT_WRITES =
  /^(upsertPoints|deletePoints|(update|delete)Vectors|(set|overwrite|delete|clear)Payload|batchUpdate|(delete|recreate)Collection)$/

/** Undefined where a method of the long tail writes no points. */
export function clientMethodScope(method: string, { args, api }: ClientMethodParams): WriteScope | undefined {
  if (!POINT_WRITES.test(method)) return undefined
  const [first, second] = args as readonly unknown[]
  const params = membersOf(api ? first : second)
  return { collection: String(api ? params.collection_name : first), points: touchedPoints(params) }
}

/** What the parameters of any write name: a filter, and what cannot be read, may touch all points. */
export function touchedPoints(params: Params): WriteScope['points'] {
  const { filter, points, ids, batch, operations } = params
  if (filter !== undefined && filter !== null) return 'all'
  if (Array.isArray(points)) return keysOf(points)
  if (Array.isArray(ids)) return keysOf(ids)
  if (batch !== undefined) return touchedPoints(membersOf(batch))
  return Array.isArray(operations) ? touchedTogether(operations) : 'all'
}

/** Ids, or points with an `id`. */
function keysOf(points: readonly unknown[]): WriteScope['points'] {
  const keys: PointKey[] = []
  for (const point of points) {
    const id = typeof point === 'object' ? membersOf(point).id : point
    if (!isPointId(id)) return 'all'
    keys.push(pointKey(id))
  }
  return keys
}

/** The operations of a batch update: each an object of one member, which holds the parameters. */
function touchedTogether(operations: readonly unknown[]): WriteScope['points'] {
  const keys: PointKey[] = []
  for (const operation of operations) {
    for (const params of Object.values(membersOf(operation))) {
      const touched = touchedPoints(membersOf(params))
      if (touched === 'all') return 'all'
      for (const key of touched) keys.push(key)
    }
  }
  return keys
}

function membersOf(value: unknown): Params {
  return typeof value === 'object' && value !== null ? (value as Params) : {}
}
