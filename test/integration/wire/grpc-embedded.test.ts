import { create, type DescMessage, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import {
  GetPointsSchema,
  GetResponseSchema,
  HealthCheckReplySchema,
  HealthCheckRequestSchema,
  QueryPointsSchema,
  QueryResponseSchema,
  ScrollPointsSchema,
  UpsertPointsSchema,
} from '@qdrant/js-client-grpc'
import { describe, expect, it } from 'vitest'
import { Database } from '../../../src/embedded/database.ts'
import { answerCall } from '../../../src/embedded/grpc/call.ts'
import { listenGrpc } from '../../../src/embedded/grpc/listen-grpc.ts'
import { grpcError } from '../../../src/embedded/grpc/status.ts'
import { loadVendor } from '../../../src/embedded/grpc/vendor.ts'
import { Service } from '../../../src/embedded/service.ts'

// What other clients send and the pool's own wire does not.
describe('the embedded gRPC server', () => {
  it('tells its version', async () => {
    const { call } = await server()
    const reply = call('/qdrant.Qdrant/HealthCheck', HealthCheckRequestSchema, {})
    expect(fromBinary(HealthCheckReplySchema, reply)).toMatchObject({ title: expect.any(String), version: '1.18.3' })
  })

  it('refuses calls that it does not know as unimplemented', async () => {
    const { call } = await server()
    expect(() => call('/qdrant.Points/Facet', GetPointsSchema, {})).toThrow(expect.objectContaining({ code: 12 }))
  })

  it.each([
    ['inference', { case: 'nearest', value: { variant: { case: 'document', value: { text: 'a', model: 'm' } } } }],
    ['a formula', { case: 'formula', value: {} }],
    ['relevance feedback', { case: 'relevanceFeedback', value: {} }],
  ] as const)('refuses %s as unimplemented', async (_what, variant) => {
    const { call } = await server()
    const query = { collectionName: 'a', query: { variant } }
    expect(() => call('/qdrant.Points/Query', QueryPointsSchema, query)).toThrow(expect.objectContaining({ code: 12 }))
  })

  it('diversifies what is near', async () => {
    const { call } = await server()
    const point = (id: bigint, x: number, y: number) => ({
      id: { pointIdOptions: { case: 'num' as const, value: id } },
      vectors: { vectorsOptions: { case: 'vector' as const, value: dense(x, y) } },
    })
    const points = [point(1n, 1, 0), point(2n, 0.9, 0), point(3n, 0.5, -1)]
    call('/qdrant.Points/Upsert', UpsertPointsSchema, { collectionName: 'a', points, wait: true })
    const value = { nearest: { variant: dense(1, 0).vector }, mmr: { diversity: 1, candidatesLimit: 3 } }
    const query = { collectionName: 'a', query: { variant: { case: 'nearestWithMmr' as const, value } } }
    const { result } = fromBinary(QueryResponseSchema, call('/qdrant.Points/Query', QueryPointsSchema, query))
    expect(result.map(({ id }) => id?.pointIdOptions.value)).toEqual([1n, 3n, 2n])
  })

  it('refuses what is not there and what is not valid by their codes', async () => {
    const { call } = await server()
    const get = (collectionName: string, ids: readonly object[]) => () =>
      call('/qdrant.Points/Get', GetPointsSchema, { collectionName, ids: [...ids] })
    expect(get('missing', [])).toThrow(expect.objectContaining({ code: 5 }))
    expect(get('a', [{}])).toThrow(expect.objectContaining({ code: 3 }))
    const scroll = (condition: object) => () =>
      call('/qdrant.Points/Scroll', ScrollPointsSchema, { collectionName: 'a', filter: { must: [condition] } })
    expect(scroll({})).toThrow(expect.objectContaining({ code: 3 }))
    expect(scroll({ conditionOneOf: { case: 'slice', value: { total: 2, index: 0 } } })).toThrow(
      expect.objectContaining({ code: 3 }),
    )
  })

  it('takes points without payloads, and values without a kind as null', async () => {
    const { call } = await server()
    const points = [
      { id: { pointIdOptions: { case: 'num' as const, value: 1n } }, payload: { of: {} } },
      { id: { pointIdOptions: { case: 'num' as const, value: 2n } } },
    ]
    call('/qdrant.Points/Upsert', UpsertPointsSchema, { collectionName: 'a', points, wait: true })
    const read = {
      collectionName: 'a',
      ids: points.map(({ id }) => id),
      withPayload: { selectorOptions: { case: 'enable' as const, value: true } },
    }
    const { result } = fromBinary(GetResponseSchema, call('/qdrant.Points/Get', GetPointsSchema, read))
    expect(result.map(({ payload }) => payload)).toMatchObject([{ of: { kind: { case: 'nullValue' } } }, {}])
  })

  it('takes an instant to start from', async () => {
    const { call } = await server()
    const startFrom = { value: { case: 'timestamp' as const, value: { seconds: 1n, nanos: 5e8 } } }
    const scroll = () =>
      call('/qdrant.Points/Scroll', ScrollPointsSchema, { collectionName: 'a', orderBy: { key: 'at', startFrom } })
    // There is no index on it, which is what the service says after it has understood the rest.
    expect(scroll).toThrow(/index/i)
  })

  it('tells anything else that is thrown as internal', () => {
    expect(grpcError(new TypeError('odd'))).toMatchObject({ code: 13, message: 'odd' })
  })

  it('says why it cannot listen', async () => {
    const { service } = await server()
    const first = await listenGrpc(service)
    await expect(listenGrpc(service, { port: first.port })).rejects.toThrow(
      /cannot listen on 127.0.0.1:\d+: .*EADDRINUSE/,
    )
    await first.close()
    await first.close()
  })
})

async function server() {
  const service = new Service(new Database())
  service.answer('PUT', '/collections/a', JSON.stringify({ vectors: { size: 2, distance: 'Dot' } }))
  const vendor = await loadVendor()
  const call = <Request extends DescMessage>(path: string, schema: Request, init: MessageInitShape<Request>) =>
    answerCall(path, toBinary(schema, create(schema, init)), service, vendor)
  return { service, call }
}

function dense(x: number, y: number) {
  return { vector: { case: 'dense' as const, value: { data: [x, y] } } }
}
