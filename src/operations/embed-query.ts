import type { SparseRow, TextOperation } from './operation.ts'
import { queryBatch } from './query-batch.ts'

export interface EmbedQueryParams {
  readonly texts: readonly string[]
  /** Members of a query besides `query` and `using`: limit, filter, with_payload, … */
  readonly search: Readonly<Record<string, unknown>>
  readonly vectorName?: string
  /** Rank by the words of each text, too, which are stored as a sparse vector of this name. */
  readonly sparseVectorName?: string
}

/** The server's own default. */
const LIMIT = 10
/** Each of the two rankings gives so many times `limit`: a point that both have in their midst may be the best of all. */
const DEPTH = 4
const LEAST_DEPTH = 40

export const embedQuery: TextOperation = {
  name: 'embedQuery',
  access: 'read',
  idempotent: () => true,
  texts: (params) => paramsOf(params).texts,
  sparse: (params) => (paramsOf(params).sparseVectorName === undefined ? undefined : 'query'),
  inner(params, vectors, sparse) {
    const { search, vectorName, sparseVectorName } = paramsOf(params)
    const using = vectorName === undefined ? {} : { using: vectorName }
    const searches = vectors.map((query, row) => {
      const dense = { ...using, query }
      const words = sparse?.[row]
      if (sparseVectorName === undefined || words === undefined) return { ...search, ...dense }
      return hybrid(search, dense, { using: sparseVectorName, query: words })
    })
    return { operation: queryBatch, params: { searches } }
  },
}

/**
 * Two rankings, which the server fuses by rank (RRF): their scores cannot be compared. A text without words has only the
 * first, fused all the same, so that scores mean the same in every answer.
 */
function hybrid(
  { filter, params, ...search }: EmbedQueryParams['search'],
  dense: object,
  words: { readonly using: string; readonly query: SparseRow },
): object {
  const { limit = LIMIT } = search
  // Filtered here: after the fusion, points that do not match would have taken the places of those that do.
  const stage = {
    ...(filter === undefined ? {} : { filter }),
    ...(params === undefined ? {} : { params }),
    limit: Math.max(DEPTH * Number(limit), LEAST_DEPTH),
  }
  const prefetch = [dense, ...(words.query.indices.length === 0 ? [] : [words])]
  return { ...search, prefetch: prefetch.map((one) => ({ ...stage, ...one })), query: { fusion: 'rrf' } }
}

function paramsOf(params: object): EmbedQueryParams {
  return params as EmbedQueryParams
}
