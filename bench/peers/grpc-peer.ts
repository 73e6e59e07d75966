import { QdrantClient } from '@qdrant/js-client-grpc'
import { USUAL_SHAPE } from '../workload/shape.ts'
import { noGrpc } from './grpc-port.ts'
import { inProcess } from './in-process.ts'
import type { Peer } from './peer.ts'

const WITH_PAYLOAD = { selectorOptions: { case: 'enable', value: true } } as const

/** @qdrant/js-client-grpc; its answers are left as the messages that it gives. */
export function grpcPeer(name: string, options: { readonly compression?: boolean } = {}): Peer {
  return inProcess(
    name,
    async ({ server, apiKey }) => {
      const points = new QdrantClient({
        url: `http://127.0.0.1:${server.grpcPort}`,
        ...(apiKey !== undefined && { apiKey }),
        checkCompatibility: false,
        ...options,
      }).api('points')
      return {
        async retrieve(collectionName, id) {
          const { result } = await points.get({ collectionName, ids: [idOf(id)], withPayload: WITH_PAYLOAD })
          return result
        },
        async query(collectionName, vector, group) {
          const { result } = await points.query({
            collectionName,
            query: {
              variant: {
                case: 'nearest',
                value: { variant: { case: 'dense', value: { data: vector } } },
              },
            },
            limit: BigInt(USUAL_SHAPE.limit),
            withPayload: WITH_PAYLOAD,
            ...(group !== undefined && { filter: { must: [matching(group)] } }),
          })
          return result
        },
        upsert: (collectionName, { lists, payloads }, firstId, wait) =>
          points.upsert({
            collectionName,
            wait,
            points: lists.map((data, index) => ({
              id: idOf(firstId + index),
              vectors: {
                vectorsOptions: { case: 'vector', value: { vector: { case: 'dense', value: { data } } } },
              },
              payload: { group: { kind: { case: 'stringValue', value: payloads[index]?.group ?? '' } } },
            })),
          }),
        // It has none; its idle session ends by itself.
        close: async () => {},
      }
    },
    noGrpc,
  )
}

function idOf(id: number) {
  return { pointIdOptions: { case: 'num', value: BigInt(id) } } as const
}

function matching(group: string) {
  const match = { matchValue: { case: 'keyword', value: group } } as const
  return { conditionOneOf: { case: 'field', value: { key: 'group', match } } } as const
}
