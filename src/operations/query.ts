import { collectionPath, type Merging, type Operation, paramsKey } from './operation.ts'

/** What a number of a vector takes as JSON, and what stands around the vector, about. */
const BYTES_PER_NUMBER = 20
const BYTES_PER_QUERY = 200

/** Queries become one query batch; what a batch has only once must be equal. */
const merging: Merging = {
  key: ({ consistency, timeout }) => paramsKey({ consistency, timeout }),
  bytes: ({ query }) => BYTES_PER_QUERY + numbersIn(query) * BYTES_PER_NUMBER,
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

/** How long a vector is, or the vectors of a multi-vector together. */
function numbersIn(query: unknown): number {
  if (!Array.isArray(query)) return ArrayBuffer.isView(query) ? query.byteLength / 4 : 0
  return Array.isArray(query[0]) ? query.reduce((sum: number, row: unknown) => sum + numbersIn(row), 0) : query.length
}
