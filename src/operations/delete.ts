import { joinedWrites } from './joined-writes.ts'
import { collectionPath, type Operation, type Params } from './operation.ts'

export const deletePoints: Operation = {
  name: 'delete',
  access: 'write',
  idempotent,
  rest: (collection, { wait, ordering, timeout, ...body }) => ({
    method: 'POST',
    path: collectionPath(collection, '/points/delete', { wait, ordering, timeout }),
    body,
  }),
  merging: joinedWrites({ operation: 'delete', idempotent, waitsByDefault: false }),
}

/** By ids the same points are gone after one sending or two; a filter may meet points written in between. */
function idempotent({ points, filter }: Params): boolean {
  return points !== undefined && filter === undefined
}
