import type { Schemas } from '@qdrant/js-client-rest'
import { ApiError, type QdrantClient } from '../base/qdrant-client.ts'

/** Creates the collection where it is missing. False where it was there. */
export async function createOnce(
  client: QdrantClient,
  collection: string,
  params: () => Promise<Schemas['CreateCollection']>,
): Promise<boolean> {
  if ((await client.collectionExists(collection)).exists) return false
  const wanted = await params()
  try {
    await client.createCollection(collection, wanted)
    return true
  } catch (error) {
    // Somebody else was quicker.
    if (error instanceof ApiError && error.status === 409) return false
    throw error
  }
}
