import { QdrantClient } from '@qdrant/js-client-rest'
import { qdrantShaped } from '../workload/qdrant-shaped.ts'
import { inProcess } from './in-process.ts'
import type { Peer } from './peer.ts'

/** @qdrant/js-client-rest. It has no close; its idle sockets end by themselves. */
export function restPeer(name: string, headers: Record<string, string> = {}): Peer {
  return inProcess(name, async ({ server, apiKey }) => {
    const client = new QdrantClient({
      url: server.url,
      ...(apiKey !== undefined && { apiKey }),
      checkCompatibility: false,
      headers,
    })
    return {
      ...qdrantShaped(client),
      upsert: (collection, { lists, payloads }, firstId, wait) => {
        const points = lists.map((vector, index) => ({ id: firstId + index, vector, payload: payloads[index] ?? {} }))
        return client.upsert(collection, { wait, points })
      },
      close: async () => {},
    }
  })
}
