import { collectionPath, type Operation } from './operation.ts'

export const queryBatch: Operation = {
  name: 'queryBatch',
  access: 'read',
  idempotent: () => true,
  rest: (collection, { consistency, timeout, searches }) => ({
    method: 'POST',
    path: collectionPath(collection, '/points/query/batch', { consistency, timeout }),
    body: { searches },
  }),
}
