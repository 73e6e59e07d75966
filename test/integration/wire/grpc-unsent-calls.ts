import type { Params } from '../../../src/operations/operation.ts'

import { dense, near } from './grpc-collection.ts'

/** Parameters that only JSON can carry: the gRPC wire leaves these calls to REST. */
export const jsonOnly: readonly (readonly [string, Params])[] = [
  ['clientMethod', { args: [] }],
  ['retrieve', { ids: ['no uuid'] }],
  ['retrieve', { ids: [-1] }],
  ['retrieve', { ids: 1 }],
  ['retrieve', { ids: [2n ** 64n] }],
  ['retrieve', { ids: [1], newer: true }],
  ['retrieve', { ids: [1], timeout: 0 }],
  ['retrieve', { ids: [1], consistency: 'most' }],
  ['retrieve', { ids: [1], with_payload: 'city' }],
  ['scroll', { limit: 0 }],
  ['scroll', { limit: 1.5 }],
  ['scroll', { order_by: { key: 'n', direction: 'down' } }],
  ['query', { query: { text: 'a text', model: 'm' } }],
  ['query', { query: { formula: { sum: [1] } } }],
  ['query', { query: { fusion: 'other' } }],
  ['query', { query: { recommend: {} }, using: 'dense' }],
  [
    'query',
    {
      query: [
        [1, 2],
        [3, 4],
      ],
      using: 'multi',
    },
  ],
  ['query', { query: [] }],
  ['query', { query: ['1'] }],
  ['query', { query: [1e39, 0, 0, 0] }],
  ['query', { query: { indices: [1, 1], values: [1, 2] } }],
  ['query', { query: { indices: [-1], values: [1] } }],
  ['query', { ...dense, using: 5 }],
  ['query', { ...dense, score_threshold: -Number.MAX_VALUE }],
  ['query', { ...dense, params: { idf: {} } }],
  ['query', { ...dense, params: { exact: 'yes' } }],
  ['upsert', { points: [] }],
  ['upsert', { points: [{ id: 1, vector: { text: 'a text', model: 'm' } }] }],
  ['upsert', { points: [{ id: 1, vector: [1], payload: { big: 2n ** 63n } }] }],
  ['upsert', { points: [{ id: 1, vector: [1], payload: { big: 2 ** 63 } }] }],
  ['upsert', { points: [], batch: { ids: [], vectors: [] } }],
  ['upsert', { batch: { ids: [1], vectors: [[1], [2]] } }],
  ['upsert', { batch: { ids: [1], vectors: [[1]], payloads: [] } }],
  ['upsert', { batch: { ids: [1], vectors: { a: [[1]], b: [] } } }],
  ['delete', {}],
  ['delete', { points: [1], filter: {} }],
  ['setPayload', { payload: { when: new Date(0) }, points: [1] }],
  ['setPayload', { payload: { show: () => 1 }, points: [1] }],
  ...[
    { must: 'all' },
    { newer: [] },
    { must: [{}] },
    { must: [{ slice: { total: 2, index: 0 } }] },
    { must: [{ key: 'n', match: { prefix: 'a' } }] },
    { must: [{ key: 'n', match: { value: 0.5 } }] },
    { must: [{ key: 'n', match: { any: [] } }] },
    { must: [{ key: 'n', match: { text: 'a', phrase: 'a' } }] },
    { must: [{ key: 'at', range: { gt: '2024-03-01' } }] },
    { must: [near(13.4, 52.5, 1000.1)] },
    { must: [near(500, 52.5, 1000)] },
  ].map((filter) => ['count', { filter }] as const),
]

/** Values that no wire can send, and the place that the failure names. */
export const unsendable: readonly (readonly [string, Params, string])[] = [
  ['query', { query: [1, Number.NaN] }, 'query[1] is NaN'],
  ['query', { query: new Float32Array([1, Number.POSITIVE_INFINITY]) }, 'query[1] is Infinity'],
  ['queryBatch', { searches: [{ query: [1] }, { query: [Number.NaN] }] }, 'searches[1].query[0] is NaN'],
  ['upsert', { points: [{ id: 1, vector: { a: [Number.NaN] } }] }, 'points[0].vector.a[0] is NaN'],
  ['upsert', { points: [{ id: 1, vector: [1], payload: { of: new Map() } }] }, 'points[0].payload.of is a Map'],
  ['setPayload', { payload: { ratio: Number.NaN }, points: [1] }, 'payload.ratio is NaN'],
]
