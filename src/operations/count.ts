import { collectionPath, type Operation } from './operation.ts'

export const count: Operation = {
  name: 'count',
  access: 'read',
  idempotent: () => true,
  rest: (collection, { timeout, shard_key, filter, exact = true }) => ({
    method: 'POST',
    path: collectionPath(collection, '/points/count', { timeout }),
    body: { shard_key, filter, exact },
  }),
}
