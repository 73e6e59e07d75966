import type { Schemas } from '@qdrant/js-client-rest'
import { ConfigError } from '../../base/errors.ts'
import type { QdrantClient } from '../../base/qdrant-client.ts'
import type { TextPoint } from '../../operations/embed-upsert.ts'
import { createOnce } from '../create-once.ts'
import type { IngestSettings } from './settings.ts'

/**
 * Creates the collection where it is missing, for points such as `first`, or for vectors such as the embedder's `sample`.
 * False where it was there.
 */
export async function createWhereMissing(
  client: QdrantClient,
  collection: string,
  given: Partial<Schemas['CreateCollection']>,
  { vectorName, sparseVectorName }: IngestSettings,
  first: TextPoint,
  sample: () => Promise<Float32Array>,
): Promise<boolean> {
  const sparse = sparseVectorName === undefined ? {} : { [sparseVectorName]: { modifier: 'idf' as const } }
  const sparse_vectors = { ...sparse, ...given.sparse_vectors }
  return createOnce(client, collection, async () => ({
    ...given,
    vectors: given.vectors ?? (await vectorsFor(first, vectorName, sample)),
    ...(Object.keys(sparse_vectors).length > 0 && { sparse_vectors }),
  }))
}

async function vectorsFor(
  { vector }: TextPoint,
  vectorName: string | undefined,
  sample: () => Promise<Float32Array>,
): Promise<Schemas['VectorsConfig']> {
  const dense = vector ?? (await sample())
  const isDense = dense instanceof Float32Array || (Array.isArray(dense) && typeof dense[0] === 'number')
  if (!isDense)
    throw new ConfigError(
      'ingest: the first record has no plain vector, so that `createCollection` must say which `vectors` the collection has',
    )
  const params = { size: dense.length, distance: 'Cosine' as const }
  return vectorName === undefined ? params : { [vectorName]: params }
}
