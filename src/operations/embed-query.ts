import type { TextOperation } from './operation.ts'
import { queryBatch } from './query-batch.ts'

export interface EmbedQueryParams {
  readonly texts: readonly string[]
  /** Members of a query besides `query` and `using`: limit, filter, with_payload, … */
  readonly search: Readonly<Record<string, unknown>>
  readonly vectorName?: string
}

export const embedQuery: TextOperation = {
  name: 'embedQuery',
  access: 'read',
  idempotent: () => true,
  texts: (params) => (params as unknown as EmbedQueryParams).texts,
  inner(params, vectors) {
    const { search, vectorName } = params as unknown as EmbedQueryParams
    const using = vectorName === undefined ? {} : { using: vectorName }
    return { operation: queryBatch, params: { searches: vectors.map((query) => ({ ...search, ...using, query })) } }
  },
}
