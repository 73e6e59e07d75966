import type { QdrantClient } from '@qdrant/js-client-rest'

/** Where one of two clients that are compared does its work; `missing` is no collection. */
export interface Place {
  readonly collection: string
  readonly alias: string
  readonly missing: string
  /** Of the server. */
  readonly url: string
}

/** How a method of the client is called. */
export interface ClientCase {
  /** With an answer that is none of an error, where the server has the method. */
  ok(client: QdrantClient, at: Place): Promise<unknown>
  /** Refused by the server; absent where a method has no argument that could be wrong. */
  bad?(client: QdrantClient, at: Place): Promise<unknown>
  /** Its answers tell of a moment: of two only the form is equal. */
  readonly isOfTheMoment?: true
}

/** Beyond 2^53, so that every answer that has it shows whether it was kept. */
export const LONG_ID = 2n ** 63n + 1n

const TAGS = ['red', 'green', 'blue']

/** Six points, one of them with a long id, as the types of the client do not have it. */
export const POINTS = [1, 2, 3, 4, 5, LONG_ID].map((id, n) => ({
  id: id as number,
  vector: { '': [n + 1, 1, 0, -0.5], words: { indices: [n, 9], values: [0.5, n + 1] } },
  payload: { n, tag: TAGS[n % 3] },
}))

/** Made anew for each of the two, whatever became of the one before. */
export async function makeCollection(client: QdrantClient, { collection }: Place): Promise<void> {
  await client.deleteCollection(collection)
  await client.createCollection(collection, { vectors: { size: 4, distance: 'Dot' }, sparse_vectors: { words: {} } })
  await client.upsert(collection, { points: POINTS, wait: true })
  await client.createPayloadIndex(collection, { field_name: 'tag', field_schema: 'keyword', wait: true })
}

/** The name of a new snapshot, or one that no snapshot has where the server makes none. */
export async function nameOf(made: Promise<{ readonly name: string } | null>): Promise<string> {
  return made.then(
    (snapshot) => snapshot?.name ?? 'none',
    () => 'none',
  )
}
