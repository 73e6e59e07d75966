import { collectionPath, type Operation } from './operation.ts'

export const deletePoints: Operation = {
  name: 'delete',
  access: 'write',
  // By ids the same points are gone after one sending or two; a filter may meet points written in between.
  idempotent: ({ points }) => points !== undefined,
  rest: (collection, { wait, ordering, timeout, ...body }) => ({
    method: 'POST',
    path: collectionPath(collection, '/points/delete', { wait, ordering, timeout }),
    body,
  }),
}
