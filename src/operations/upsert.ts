import { collectionPath, type Operation } from './operation.ts'

export const upsert: Operation = {
  name: 'upsert',
  access: 'write',
  // Every point carries its id, so a repeated upsert writes the same points again; a conditional one may not.
  idempotent: ({ update_filter, update_mode }) => update_filter === undefined && update_mode === undefined,
  rest: (collection, { wait = true, ordering, timeout, ...body }) => ({
    method: 'PUT',
    path: collectionPath(collection, '/points', { wait, ordering, timeout }),
    body,
  }),
}
