import { describe, expect, it } from 'vitest'
import { servers, withCollection } from '../../support/compatible-servers.ts'

const config = {
  vectors: { '': { size: 2, distance: 'Dot' }, flat: { size: 2, distance: 'Euclid' } },
  sparse_vectors: { words: {} },
}
const points = [
  { id: 1, vector: { '': [1, 0], flat: [0, 0] }, payload: { tag: 'a' } },
  { id: 2, vector: { '': [0, 1], flat: [3, 4], words: { indices: [7], values: [2] } }, payload: { tag: 'b' } },
  { id: 3, vector: { '': [2, 1], flat: [1, 0] }, payload: { tag: ['a', 'b'] } },
  { id: 4, vector: { '': [-1, 0], flat: [0, 2], words: { indices: [7, 8], values: [1, 1] } } },
]

describe.each(servers)('the older calls on %s', (_server, url) => {
  const start = () => withCollection(url, 'd-embed-older-calls', config, points)

  it.each([
    ['search', { vector: [1, 0], limit: 2 }, { 1: 1, 3: 2 }],
    ['search', { vector: { name: 'flat', vector: [0, 0] }, limit: 1 }, { 1: 0 }],
    ['search', { vector: { name: 'words', vector: { indices: [7], values: [3] } }, limit: 5 }, { 2: 6, 4: 3 }],
    ['search', { vector: [1, 0], limit: 1, offset: 1 }, { 1: 1 }],
    ['search', { vector: [1, 0], limit: 5, score_threshold: 0.5 }, { 1: 1, 3: 2 }],
    ['search', { vector: [0, 1], limit: 5, filter: { must: [{ key: 'tag', match: { value: 'b' } }] } }, { 2: 1, 3: 1 }],
    [
      'search',
      { vector: [1, 0], limit: 1, params: { hnsw_ef: 8, exact: true, quantization: { oversampling: 2 } } },
      { 3: 2 },
    ],
    ['recommend', { positive: [1], limit: 2 }, { 2: 0, 3: 2 }],
    ['recommend', { positive: [1], negative: [2], limit: 1 }, { 3: 3 }],
    ['recommend', { positive: [[0, 1]], limit: 1, filter: { must: [{ has_id: [2] }] } }, { 2: 1 }],
    ['recommend', { positive: [1], using: 'flat', limit: 2 }, { 3: 1, 4: 2 }],
    // The score of a point that only looks away from 4: -(1 + x / (1 + |x|)) / 2 with x = -2 is the best.
    ['recommend', { negative: [4], strategy: 'best_score', limit: 1 }, { 3: -0.16667 }],
    ['discover', { target: 1, limit: 1 }, { 3: 0.83333 }],
    ['discover', { target: [0, 1], context: [{ positive: 1, negative: 4 }], limit: 5 }, { 2: 0.75, 3: 1.75 }],
    [
      'discover',
      {
        target: null,
        context: [{ positive: [1, 0], negative: [-1, 0] }],
        limit: 1,
        filter: { must: [{ has_id: [3] }] },
      },
      { 3: 0 },
    ],
    ['discover', { target: 1, using: 'flat', limit: 1 }, { 3: 0.25 }],
  ])('%s %j', async (route, body, scores) => {
    const { ask } = await start()
    const reply = await ask(route, body)
    expect({ error: reply.error, scores: reply.scores }).toEqual({ error: undefined, scores })
  })

  it('answer batches in order', async () => {
    const { call } = await start()
    const ids = async (route: string, searches: readonly object[]) => {
      const { result } = await call('POST', `/points/${route}/batch`, { searches })
      return (result as { id: unknown }[][]).map((hits) => hits.map(({ id }) => id))
    }
    expect(
      await ids('search', [
        { vector: [1, 0], limit: 1 },
        { vector: { name: 'flat', vector: [3, 4] }, limit: 1 },
      ]),
    ).toEqual([[3], [2]])
    expect(
      await ids('recommend', [
        { positive: [4], limit: 1 },
        { positive: [2, 1], limit: 1 },
      ]),
    ).toEqual([[2], [3]])
    expect(
      await ids('discover', [
        { target: 1, limit: 1 },
        { target: 2, limit: 1 },
      ]),
    ).toEqual([[3], [3]])
    expect(await ids('search', [])).toEqual([])
  })

  it('group hits', async () => {
    const { call } = await start()
    const groups = async (route: string, body: object) => {
      const { result } = await call('POST', `/points/${route}/groups`, {
        group_by: 'tag',
        limit: 2,
        group_size: 1,
        ...body,
      })
      const list = (result as { groups: { id: unknown; hits: { id: unknown }[] }[] }).groups
      return Object.fromEntries(list.map(({ id, hits }) => [id, hits.map((hit) => hit.id)]))
    }
    expect(await groups('search', { vector: [0, -1] })).toEqual({ a: [1], b: expect.any(Array) })
    expect(await groups('search', { vector: { name: 'flat', vector: [3, 4] } })).toEqual({ a: [3], b: [2] })
    expect(await groups('recommend', { positive: [1] })).toEqual({ a: [3], b: [3] })
  })

  it.each([
    ['search', { vector: [1, 0] }, 400, 'missing field `limit`'],
    ['search', { limit: 1 }, 400, 'missing field `vector`'],
    ['search', { vector: [1, 0], limit: 0 }, 422, '[search_request.limit: value 0 invalid, must be 1 or larger]'],
    ['search', { vector: 'a', limit: 1 }, 400, 'untagged enum NamedVectorStruct'],
    ['search', { vector: 1, limit: 1 }, 400, 'untagged enum NamedVectorStruct'],
    ['search', { vector: { name: 'flat' }, limit: 1 }, 400, 'untagged enum NamedVectorStruct'],
    ['search', { vector: { indices: [1], values: [1] }, limit: 1 }, 400, 'untagged enum NamedVectorStruct'],
    ['search', { vector: { name: 'none', vector: [1, 0] }, limit: 1 }, 400, 'Not existing vector name error: none'],
    ['search', { vector: [1], limit: 1 }, 400, 'expected dim: 2, got 1'],
    [
      'search',
      { vector: { name: 'words', vector: { indices: [1, 1], values: [1, 1] } }, limit: 1 },
      422,
      '[search_request.vector.vector.indices: Validation error: must be unique',
    ],
    ['search', { vector: [1, 0], limit: 1, params: 5 }, 400, 'invalid type: integer `5`, expected struct SearchParams'],
    ['search', { vector: [1, 0], limit: 1, params: { hnsw_ef: -1 } }, 400, 'expected usize'],
    ['search', { vector: [1, 0], limit: 1, params: { exact: 'a' } }, 400, 'expected a boolean'],
    [
      'search',
      { vector: [1, 0], limit: 1, params: { quantization: { oversampling: 0.5 } } },
      422,
      '[search_request.params.quantization.oversampling: value 0.5 invalid, must be 1.0 or larger]',
    ],
    [
      'query',
      { query: [1, 0], params: { acorn: { max_selectivity: 2 } } },
      422,
      '[internal.params.acorn.max_selectivity: value 2.0 invalid, must be from 0.0 to 1.0]',
    ],
    ['search/batch', {}, 400, 'missing field `searches`'],
    ['search/batch', { searches: [{ vector: [1, 0], limit: 0 }] }, 422, '[searches[0].search_request.limit: value 0'],
    ['query/batch', { searches: [{ query: [1, 0], limit: 0 }] }, 422, '[searches[0].internal.limit: value 0'],
    ['search/groups', { vector: [1, 0], group_by: 'tag', limit: 1 }, 400, 'missing field `group_size`'],
    [
      'search/groups',
      { vector: [1, 0], group_by: 'tag', limit: 0, group_size: 1 },
      422,
      '[search_group_request.group_request.limit: value 0',
    ],
    ['recommend', { positive: [1] }, 400, 'missing field `limit`'],
    ['recommend', { limit: 1 }, 400, 'At least one positive vector ID required with this strategy'],
    ['recommend', { strategy: 'best_score', limit: 1 }, 400, 'At least one positive or negative vector ID required'],
    ['recommend', { positive: [99], limit: 1 }, 404, 'No point with id 99 found'],
    ['recommend', { positive: ['x'], limit: 1 }, 400, 'untagged enum RecommendExample'],
    ['recommend', { positive: 1, limit: 1 }, 400, 'expected a sequence'],
    [
      'recommend',
      { positive: [1], strategy: 'x', limit: 1 },
      400,
      'unknown variant `x`, expected one of `average_vector`',
    ],
    ['discover', { target: 1 }, 400, 'missing field `limit`'],
    ['discover', { limit: 1 }, 400, 'target and/or context_pairs must be specified'],
    ['discover', { target: 99, limit: 1 }, 404, 'No point with id 99 found'],
    ['discover', { target: 'x', limit: 1 }, 400, 'untagged enum RecommendExample'],
    ['discover', { target: 1, context: [{ positive: 2 }], limit: 1 }, 400, 'missing field `negative`'],
    ['discover', { target: 1, limit: 0 }, 422, '[discover_request.limit: value 0'],
  ])('%s refuses %j', async (route, body, status, message) => {
    const reply = await (await start()).ask(route, body)
    expect([reply.status, reply.error]).toEqual([status, expect.stringContaining(message)])
  })
})
