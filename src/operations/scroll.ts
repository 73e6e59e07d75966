import { collectionPath, type Operation } from './operation.ts'

export const scroll: Operation = {
  name: 'scroll',
  access: 'read',
  idempotent: () => true,
  rest: (
    collection,
    { consistency, timeout, shard_key, filter, limit = 10, offset, with_payload = true, with_vector = false, order_by },
  ) => ({
    method: 'POST',
    path: collectionPath(collection, '/points/scroll', { consistency, timeout }),
    body: { shard_key, limit, offset, filter, with_payload, with_vector, order_by },
  }),
}
