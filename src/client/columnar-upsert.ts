import type { QdrantClient } from '../base/qdrant-client.ts'
import type { LegacySearch } from './legacy-search.ts'

type Upsert = QdrantClient['upsert']
type Options = Pick<Parameters<Upsert>[1], 'wait' | 'ordering' | 'timeout' | 'shard_key'>

/** Points in columns, for vectors that an embedder gives as one array. */
export interface ColumnarUpsert extends Options {
  /** n ids. */
  readonly ids: readonly (string | number | bigint)[]
  /**
   * n x d numbers, one vector after another. The array moves to the worker without a copy, and is empty from the call on;
   * where the call fails, `vectors` of this object holds it again, unless its worker crashed or the call was given up
   * while it ran. A part of a larger buffer is copied, and a SharedArrayBuffer stays where it is: leave it alone until
   * the call has settled.
   */
  readonly vectors: Float32Array
  /** n payloads. @default none */
  readonly payloads?: readonly (Readonly<Record<string, unknown>> | null | undefined)[]
}

interface Columnar {
  /** Writes points given in columns. @throws QdrantPoolError INVALID_ARGUMENT where their lengths do not fit together */
  upsert(collection: string, columns: ColumnarUpsert): ReturnType<Upsert>
}

/**
 * QdrantClient with all its methods and types, those that it had up to 1.18, and an upsert that takes columns, too. That comes
 * first: types that are made of a method's, as `Parameters<…>`, are made of its last form.
 */
export type PoolClient = Columnar & QdrantClient & LegacySearch
