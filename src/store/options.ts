import type { PipelineCallOptions } from '../pipeline/parts.ts'
import type { Filter } from './filters.ts'
import type { Memory, NewMemory, PointId } from './memory.ts'

/** Of every method: the same as those of the pool's calls. */
export type StoreCallOptions = PipelineCallOptions

export interface RetrieveOptions extends StoreCallOptions {
  /** @default 10 */
  readonly limit?: number
  readonly filter?: Filter
  /** Only what is at least this near, in the scores of the collection's distance. */
  readonly scoreThreshold?: number
}

export interface FilterOptions extends StoreCallOptions {
  readonly filter?: Filter
}

export interface ListOptions extends FilterOptions {
  /** Most memories of the page. @default 100 */
  readonly limit?: number
  /** Where the page begins: what the page before gave. @default the first */
  readonly cursor?: PointId
}

export interface Page<P extends object> {
  readonly memories: readonly Memory<P>[]
  /** Of the next page; undefined at the end. */
  readonly cursor: PointId | undefined
}

/** What `store` takes: a text alone where no key of the payload is required. */
export type Storable<P extends object> = NewMemory<P> | (Record<never, never> extends P ? string : never)
