import { approximateBytes } from './approximate-bytes.ts'
import { collectionPath, type Merging, type Operation, paramsKey } from './operation.ts'

/** Queries become one query batch; what a batch has only once must be equal. */
const merging: Merging = {
  key: ({ consistency, timeout }) => paramsKey({ consistency, timeout }),
  bytes: approximateBytes,
  merge(members) {
    const { consistency, timeout } = members[0] ?? {}
    const searches = members.map(({ consistency: _c, timeout: _t, ...search }) => search)
    return { operation: 'queryBatch', params: { consistency, timeout, searches } }
  },
  split(answer, members) {
    if (!Array.isArray(answer) || answer.length !== members.length)
      throw new Error(
        `a query batch of ${members.length} came back with ${Array.isArray(answer) ? answer.length : 'no'} answers`,
      )
    return answer
  },
}

export const query: Operation = {
  name: 'query',
  access: 'read',
  idempotent: () => true,
  rest: (collection, { consistency, timeout, ...body }) => ({
    method: 'POST',
    path: collectionPath(collection, '/points/query', { consistency, timeout }),
    body,
  }),
  merging,
}
