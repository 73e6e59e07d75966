import { joinedWrites } from './joined-writes.ts'
import { collectionPath, type Operation, type Params } from './operation.ts'

export const setPayload: Operation = {
  name: 'setPayload',
  access: 'write',
  idempotent,
  rest: (collection, { wait = true, ordering, timeout, payload, points, filter, shard_key, key }) => ({
    method: 'POST',
    path: collectionPath(collection, '/points/payload', { wait, ordering, timeout }),
    body: { payload, points, filter, shard_key, key },
  }),
  merging: joinedWrites({ operation: 'setPayload', idempotent, waitsByDefault: true }),
}

/** By ids the same keys end up with the same values; a filter may match other points the second time. */
function idempotent({ points, filter }: Params): boolean {
  return points !== undefined && filter === undefined
}
