import type { Schemas } from '@qdrant/js-client-rest'
import { ConfigError, QdrantPoolError } from '../base/errors.ts'
import { checkKnownOptions } from '../base/known-options.ts'
import { checkCollectionName } from '../client/collection-name.ts'
import type { Submit } from '../client/pool-client.ts'
import type { CallOptions } from '../dispatch/call-options.ts'
import { type EmbedQueryParams, embedQuery } from '../operations/embed-query.ts'
import type { Params } from '../operations/operation.ts'
import { CALL_OPTIONS, given, type PipelineCallOptions } from './parts.ts'

export type ScoredPoint = Schemas['ScoredPoint']

export interface SearchOptions extends PipelineCallOptions {
  /** @default 10 */
  readonly limit?: number
  readonly filter?: Schemas['Filter']
  /** @default true */
  readonly with_payload?: Schemas['QueryRequest']['with_payload']
  readonly with_vector?: Schemas['QueryRequest']['with_vector']
  /** Not with `sparseVectorName`: the scores of a fusion tell ranks. */
  readonly score_threshold?: number
  readonly params?: Schemas['SearchParams']
  /** Name of the vector in a collection with several. */
  readonly vectorName?: string
  /**
   * Search by words, too: name of the sparse vector that `ingest` stored them in, best with `modifier: 'idf'`. The server fuses
   * both rankings by rank (RRF), each of 4 times `limit` points, at least 40; `filter` and `params` hold for both.
   */
  readonly sparseVectorName?: string
}

const QUERY_MEMBERS = ['limit', 'filter', 'with_payload', 'with_vector', 'score_threshold', 'params'] as const
const NAMES = ['vectorName', 'sparseVectorName'] as const
const OPTIONS = new Set<string>([...CALL_OPTIONS, ...QUERY_MEMBERS, ...NAMES])

/** Embeds and queries in one worker: one list of points a text, best first. */
export async function search(
  submitWith: (options: CallOptions) => Submit,
  collection: string,
  texts: readonly string[],
  options: SearchOptions,
): Promise<ScoredPoint[][]> {
  checkCollectionName('search', collection)
  checkKnownOptions('search', options, OPTIONS)
  if (options.sparseVectorName !== undefined && options.score_threshold !== undefined)
    throw new ConfigError(
      'search: `score_threshold` cannot be used with `sparseVectorName`: fused scores only tell ranks',
    )
  for (const [index, text] of texts.entries()) {
    if (typeof text === 'string') continue
    const message = `search: expected text ${index} to be a string, got ${typeof text}`
    throw new QdrantPoolError('INVALID_ARGUMENT', message, { outcome: 'not-sent' })
  }
  const params: EmbedQueryParams = {
    texts,
    search: { with_payload: true, ...given(options, QUERY_MEMBERS) },
    ...given(options, NAMES),
  }
  const submit = submitWith(given(options, CALL_OPTIONS))
  const answers = await submit({ operation: embedQuery.name, target: collection, params: params as unknown as Params })
  return (answers as { points: ScoredPoint[] }[]).map((answer) => answer.points)
}
