import { collectionPath, type Operation } from './operation.ts'

export const setPayload: Operation = {
  name: 'setPayload',
  access: 'write',
  // By ids the same keys end up with the same values; a filter may match other points the second time.
  idempotent: ({ points }) => points !== undefined,
  rest: (collection, { wait = true, ordering, timeout, payload, points, filter, shard_key, key }) => ({
    method: 'POST',
    path: collectionPath(collection, '/points/payload', { wait, ordering, timeout }),
    body: { payload, points, filter, shard_key, key },
  }),
}
