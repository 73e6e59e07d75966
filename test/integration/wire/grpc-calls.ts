import type { Params } from '../../../src/operations/operation.ts'

import { BIG, dense, near, points, UUID } from './grpc-collection.ts'

const square = [
  { lon: 10, lat: 50 },
  { lon: 20, lat: 50 },
  { lon: 20, lat: 60 },
  { lon: 10, lat: 60 },
  { lon: 10, lat: 50 },
]

/** Calls in order: operation and parameters. Both wires give the same answers and failures. */
export const calls: readonly (readonly [string, Params])[] = [
  ['upsert', { points }],
  ['upsert', { points: [{ id: 5, vector: { dense: [9, 9, 9, 9] } }], wait: false }],
  ['delete', { points: [5, 77], wait: true, ordering: 'strong' }],

  ['retrieve', { ids: [1, 2, 3, BIG, UUID, 6, 404] }],
  ['retrieve', { ids: [UUID.replaceAll('-', '').toUpperCase()], with_payload: false }],
  ['retrieve', { ids: [1, 2, 3, 6], with_payload: null, with_vector: true }],
  ['retrieve', { ids: [1, 6], with_payload: ['city', 'items[].kind'], with_vector: ['dense', 'sparse'] }],
  ['retrieve', { ids: [1], with_payload: { include: ['n'] }, consistency: 'majority', timeout: 5 }],
  ['retrieve', { ids: [1], with_payload: { exclude: ['n', 'items'] }, consistency: 1 }],
  ['retrieve', { ids: [] }],
  ['count', { shard_key: 'a' }],
  ['count', { shard_key: [1, 'b'] }],
  ['count', { shard_key: { target: 'a', fallback: 2 } }],
  ['retrieve', { ids: [1], with_vector: ['unknown'] }],

  ['scroll', {}],
  ['scroll', { limit: 2 }],
  ['scroll', { limit: 2, offset: 3, with_payload: false, with_vector: ['multi'] }],
  ['scroll', { with_payload: null, limit: 20, with_vector: true }],
  ['scroll', { order_by: 'n', with_payload: ['n'] }],
  ['scroll', { order_by: { key: 'n', direction: 'desc', start_from: 3 } }],
  ['scroll', { order_by: { key: 'ratio', start_from: 0.2 } }],
  ['scroll', { order_by: { key: 'at', direction: 'desc', start_from: '2024-04-01T00:00:00Z' } }],
  ['scroll', { order_by: 'n', offset: 1 }],
  ['scroll', { order_by: 'city' }],

  ['query', { ...dense, limit: 3 }],
  ['query', { ...dense, query: new Float32Array(dense.query), with_payload: true, with_vector: true }],
  ['query', { ...dense, score_threshold: 0.5, offset: 1, params: { hnsw_ef: 64, exact: true, indexed_only: false } }],
  ['query', { ...dense, params: { quantization: { ignore: true, rescore: true, oversampling: 2 } } }],
  ['query', { ...dense, filter: { must: { key: 'n', range: { gte: 2 } } }, with_payload: ['n'] }],
  ['query', { ...dense, params: { acorn: { enable: true, max_selectivity: 0.5 } } }],
  ['query', { query: 1, using: 'dense', lookup_from: { collection: 'qwp_grpc_missing', vector: 'dense' } }],
  ['query', {}],
  ['query', { query: { indices: [7], values: [1] }, using: 'sparse' }],
  [
    'query',
    {
      query: [
        [0.5, 1],
        [1, 0.5],
        [0, 1],
      ],
      using: 'multi',
    },
  ],
  ['query', { query: 1, using: 'dense' }],
  ['query', { query: UUID, using: 'dense', limit: 2 }],
  ['query', { query: { nearest: dense.query }, using: 'dense' }],
  ['query', { query: { nearest: dense.query, mmr: { diversity: 0.5, candidates_limit: 4 } }, using: 'dense' }],
  ['query', { query: { recommend: { positive: [1, [0, 1, 0, 0]], negative: [3] } }, using: 'dense' }],
  ['query', { query: { recommend: { positive: [2], negative: [3], strategy: 'best_score' } }, using: 'dense' }],
  ['query', { query: { recommend: { negative: [3], strategy: 'sum_scores' } }, using: 'dense' }],
  ['query', { query: { discover: { target: 1, context: { positive: 2, negative: 3 } } }, using: 'dense' }],
  ['query', { query: { context: [{ positive: 2, negative: [0, 0, 1, 0] }] }, using: 'dense', limit: 2 }],
  ['query', { query: { order_by: 'n' } }],
  ['query', { query: { order_by: { key: 'ratio', direction: 'desc' } }, with_payload: true }],
  ['query', { prefetch: { ...dense, limit: 3 }, query: { indices: [7], values: [1] }, using: 'sparse' }],
  [
    'query',
    {
      prefetch: [
        { prefetch: [{ ...dense, limit: 5 }], query: 2, using: 'dense', score_threshold: 0.01 },
        { query: { indices: [7], values: [1] }, using: 'sparse', filter: { must_not: [{ has_id: [99] }] } },
      ],
      query: { fusion: 'rrf' },
    },
  ],
  ['query', { prefetch: [{ ...dense }, { ...dense, limit: 2 }], query: { fusion: 'dbsf' } }],
  ['query', { prefetch: [{ ...dense }, { query: 3, using: 'dense' }], query: { rrf: { k: 3, weights: [1, 2] } } }],
  ['query', { query: { sample: 'random' }, limit: 20 }],
  ['query', { ...dense, query: [1, 0] }],
  ['query', { ...dense, using: 'unknown' }],
  ['query', { query: 404, using: 'dense' }],
  ['query', { query: { fusion: 'rrf' } }],
  ['queryBatch', { searches: [dense, { ...dense, with_payload: true, limit: 1 }, { query: 2, using: 'dense' }] }],
  ['queryBatch', { searches: [dense, { ...dense, query: [1] }], consistency: 'all', timeout: 3 }],
  ['queryBatch', { searches: [] }],

  ...[
    undefined,
    {},
    { must: [] },
    { must: { key: 'city', match: { value: 'Berlin' } } },
    {
      should: [
        { key: 'n', match: { value: 2 } },
        { key: 'on', match: { value: true } },
      ],
    },
    { must_not: [{ key: 'city', match: { any: ['Berlin', 'Paris'] } }] },
    { must: [{ key: 'city', match: { except: ['Berlin'] } }] },
    {
      must: [
        { key: 'n', match: { any: [1, 3] } },
        { key: 'n', match: { except: [3] } },
      ],
    },
    { must: [{ key: 'text', match: { text: 'brown fox' } }] },
    { must: [{ key: 'text', match: { text_any: 'slow brown' } }] },
    { must: [{ key: 'text', match: { phrase: 'quick brown' } }] },
    {
      min_should: {
        conditions: [
          { key: 'n', range: { gt: 1 } },
          { key: 'city', match: { value: 'Paris' } },
        ],
        min_count: 2,
      },
    },
    {
      must: [
        { key: 'n', range: { gt: 1, lte: 3 } },
        { key: 'ratio', range: { gte: 1, lt: null } },
      ],
    },
    { must: [{ key: 'at', range: { gte: '2024-03-01T14:00:00+02:00', lt: '2024-05-01T12:00:00.500Z' } }] },
    { must: [{ key: 'at', range: { gt: '2024-05-01T12:00:00.499999Z' } }] },
    { must: [near(13.4, 52.5, 1000)] },
    {
      must: [{ key: 'where', geo_bounding_box: { top_left: { lon: -1, lat: 52 }, bottom_right: { lon: 1, lat: 51 } } }],
    },
    { must: [{ key: 'where', geo_polygon: { exterior: { points: square } } }] },
    { must: [{ key: 'where', geo_polygon: { exterior: { points: square }, interiors: [{ points: square }] } }] },
    { must: [{ key: 'tags', values_count: { gte: 1, lt: 3 } }] },
    { must: [{ is_empty: { key: 'tags' } }] },
    { must: [{ is_null: { key: 'nothing' } }] },
    {
      must: [
        { key: 'tags', is_empty: false },
        { key: 'nothing', is_null: true },
      ],
    },
    { must: [{ has_id: [1, BIG, UUID] }] },
    { must: [{ has_vector: 'sparse' }] },
    {
      must: [
        {
          nested: {
            key: 'items',
            filter: {
              must: [
                { key: 'kind', match: { value: 'y' } },
                { key: 'size', range: { gt: 5 } },
              ],
            },
          },
        },
      ],
    },
    {
      must: [
        { should: [{ key: 'n', match: { value: 1 } }], must_not: [{ has_id: [2] }] },
        { must: { has_id: [1, 2] } },
      ],
    },
    { must: [{ key: 'deep.er.key', match: { value: 'v' } }] },
  ].map((filter) => ['count', { filter }] as const),
  ['count', { exact: false, timeout: 1 }],

  ['setPayload', { payload: { z: [1, { y: -0.5 }], city: 'Bonn' }, points: [1, 2] }],
  ['setPayload', { payload: { in: 1 }, key: 'deep.er', filter: { must: [{ has_id: [3] }] }, ordering: 'medium' }],
  ['setPayload', { payload: { z: 1 }, points: [1, 404] }],
  ['setPayload', { payload: {}, points: [1], wait: false }],
  ['upsert', { points: [{ id: 1, vector: { dense: [1] } }] }],
  ['upsert', { points: [{ id: 1, vector: { unknown: [1] } }] }],
  ['upsert', { points: [{ id: 3, vector: {}, payload: { n: 30 } }], update_mode: 'insert_only' }],
  [
    'upsert',
    {
      points: [{ id: 2, vector: { dense: [1, 2, 3, 4] }, payload: { n: 20 } }],
      update_filter: { must: [{ key: 'n', match: { value: 2 } }] },
      update_mode: 'update_only',
    },
  ],
  [
    'upsert',
    {
      batch: {
        ids: [10, 11],
        vectors: {
          dense: [
            [1, 1, 0, 0],
            [0, 1, 1, 0],
          ],
        },
        payloads: [{ n: 10 }, null],
      },
    },
  ],
  ['delete', { filter: { must: [{ key: 'n', match: { value: 10 } }] }, wait: true, timeout: 10 }],
  ['scroll', { limit: 100, with_vector: true }],
]
