import type { Schemas } from '@qdrant/js-client-rest'
import { checkCollectionName } from '../client/collection-name.ts'
import type { Submit } from '../client/pool-client.ts'
import type { CallOptions } from '../dispatch/call-options.ts'
import type { Params } from '../operations/operation.ts'

export type ScoredPoint = Schemas['ScoredPoint']

export interface SearchOptions extends Omit<CallOptions, 'acquireTimeoutMs'> {
  /** @default 10 */
  readonly limit?: number
  readonly filter?: Schemas['Filter']
  /** @default true */
  readonly with_payload?: Schemas['QueryRequest']['with_payload']
  readonly score_threshold?: number
  /** Name of the vector in a collection with several. */
  readonly vectorName?: string
}

/** One list of points a text, nearest first. */
export async function search(
  submit: Submit,
  collection: string,
  texts: readonly string[],
  { vectorName, ...options }: SearchOptions,
): Promise<ScoredPoint[][]> {
  checkCollectionName('search', collection)
  const params = {
    texts,
    search: { with_payload: true, ...options },
    ...(vectorName === undefined ? {} : { vectorName }),
  }
  const answers = await submit({ operation: 'embedQuery', target: collection, params: params as Params })
  return (answers as { points: ScoredPoint[] }[]).map((answer) => answer.points)
}
