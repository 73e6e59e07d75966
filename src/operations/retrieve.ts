import { collectionPath, type Merging, type Operation, type Params, paramsKey } from './operation.ts'
import { isPointId, type PointId, type PointKey, pointKey } from './point-id.ts'

/** A quoted UUID and a comma. */
const BYTES_PER_ID = 39

/** Merged by their ids; every other parameter must be equal. */
const merging: Merging = {
  key({ ids, ...rest }) {
    // Without a list of ids there is nothing to merge: the call travels alone and its error is its own.
    if (!Array.isArray(ids) || !Array.from(ids).every(isPointId)) return undefined
    return paramsKey(rest)
  },
  bytes: (params) => idsOf(params).length * BYTES_PER_ID,
  merge(members) {
    const seen = new Map<PointKey, PointId>()
    for (const member of members) {
      for (const id of idsOf(member)) {
        const key = pointKey(id)
        if (!seen.has(key)) seen.set(key, id)
      }
    }
    return { operation: 'retrieve', params: { ...members[0], ids: [...seen.values()] } }
  },
  split(answer, members) {
    const records = new Map((answer as { id: PointId }[]).map((record) => [pointKey(record.id), record]))
    const given = new Set<unknown>()
    return members.map((member) => {
      const own = new Set(idsOf(member).map(pointKey))
      return [...own].flatMap((key) => {
        const record = records.get(key)
        if (record === undefined) return []
        // Two callers that asked for one point must not share an object that either may change.
        if (given.has(record)) return [structuredClone(record)]
        given.add(record)
        return [record]
      })
    })
  },
}

export const retrieve: Operation = {
  name: 'retrieve',
  access: 'read',
  idempotent: () => true,
  rest: (collection, { consistency, timeout, shard_key, ids, with_payload = true, with_vector }) => ({
    method: 'POST',
    path: collectionPath(collection, '/points', { consistency, timeout }),
    body: { shard_key, ids, with_payload, with_vector },
  }),
  merging,
}

function idsOf(params: Params): readonly PointId[] {
  return params.ids as readonly PointId[]
}
