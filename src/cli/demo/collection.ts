import { ConfigError } from '../../base/errors.ts'
import type { QdrantClient } from '../../base/qdrant-client.ts'

export const COLLECTION = 'qdrant-worker-pool-demo'
export const DIMENSION = 384

const IDS_PER_REQUEST = 256

/**
 * Makes the demo's collection where it is not there yet.
 *
 * @throws {ConfigError} when a collection of that name holds other vectors
 */
export async function prepareCollection(client: QdrantClient): Promise<void> {
  const { exists } = await client.collectionExists(COLLECTION)
  if (!exists) {
    await client.createCollection(COLLECTION, { vectors: { size: DIMENSION, distance: 'Cosine' } })
    return
  }
  const { vectors } = (await client.getCollection(COLLECTION)).config.params
  if (vectors?.size === DIMENSION && vectors.distance === 'Cosine') return
  throw new ConfigError(
    `Expected the collection ${COLLECTION} to hold vectors of ${DIMENSION} numbers with distance Cosine, got ${JSON.stringify(vectors)}`,
    {
      solutions: [`Delete the collection ${COLLECTION}, the demo makes it anew`, 'Point QDRANT_URL at another server'],
    },
  )
}

/** Those of the ids that the collection has. */
export async function storedIds(client: QdrantClient, ids: readonly string[]): Promise<Set<string>> {
  const requests: Promise<{ id: string | number }[]>[] = []
  for (let start = 0; start < ids.length; start += IDS_PER_REQUEST) {
    const some = ids.slice(start, start + IDS_PER_REQUEST)
    requests.push(client.retrieve(COLLECTION, { ids: some, with_payload: false, with_vector: false }))
  }
  const points = (await Promise.all(requests)).flat()
  return new Set(points.map(({ id }) => String(id)))
}
