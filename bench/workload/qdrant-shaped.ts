import type { QdrantClient } from '@qdrant/js-client-rest'
import type { BenchClient } from './client.ts'
import { USUAL_SHAPE } from './shape.ts'

/** The calls of whatever has the shape of QdrantClient: the client itself and the pool's. */
export function qdrantShaped(client: QdrantClient, limit = USUAL_SHAPE.limit): Omit<BenchClient, 'upsert' | 'close'> {
  return {
    retrieve: (collection, id) => client.retrieve(collection, { ids: [id], with_payload: true, with_vector: false }),
    async query(collection, query, group) {
      const filter = group === undefined ? {} : { filter: { must: [{ key: 'group', match: { value: group } }] } }
      const { points } = await client.query(collection, { query, limit, with_payload: true, ...filter })
      return points
    },
  }
}
