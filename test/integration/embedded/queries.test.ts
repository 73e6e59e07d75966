import { describe, expect, it } from 'vitest'
import { index, points } from '../../support/coloured-points.ts'
import { type EmbeddedUnderTest, startEmbedded, upsert, withPoints } from '../../support/embedded.ts'

async function query(embedded: EmbeddedUnderTest, body: object, call = 'query') {
  const reply = await embedded.call('POST', `/collections/a/points/${call}`, body)
  return { ...reply, ids: idsOf(reply.result) }
}

function idsOf(result: unknown): unknown[] {
  const hits = Array.isArray(result) ? result : ((result as { points?: unknown[] } | undefined)?.points ?? [])
  return hits.map((hit: { id: unknown }) => hit.id)
}

describe('query', () => {
  it.each([
    ['by vector', { query: [2, 1] }, [3, 1, 2, 4]],
    ['by a point, which is no hit itself', { query: 3 }, [1, 2, 4]],
    ['with a filter', { query: [2, 1], filter: { must: [{ key: 'color', match: { value: 'red' } }] } }, [1, 2]],
    ['above a threshold', { query: [2, 1], score_threshold: 1 }, [3, 1]],
    ['from an offset', { query: [2, 1], offset: 1, limit: 2 }, [1, 2]],
    ['by recommendation', { query: { recommend: { positive: [1], negative: [[0, 1]] } } }, [3, 2, 4]],
    [
      'by the best example',
      { query: { recommend: { positive: [[1, 0]], negative: [[0, 1]], strategy: 'best_score' } } },
      [1, 4, 2, 3],
    ],
    [
      'by all examples',
      { query: { recommend: { positive: [[1, 0]], negative: [[0, 1]], strategy: 'sum_scores' } } },
      [1, 3, 2, 4],
    ],
    ['by context', { query: { context: [{ positive: [1, 0], negative: [0, 1] }] } }, [1, 3, 2, 4]],
    ['without a query, in the order of ids', { limit: 2 }, [1, 2]],
    ['by discovery', { query: { discover: { target: [1, 0], context: { positive: 2, negative: 4 } } } }, [1, 3]],
    ['by order', { query: { order_by: { key: 'n', direction: 'desc' } } }, [2, 1, 4, 2]],
    ['rescoring', { prefetch: { query: [1, 0], limit: 2 }, query: [-1, 0] }, [1, 3]],
    ['with weighted fusion', { prefetch: [{ query: [1, 0] }], query: { rrf: { k: 3, weights: [2] } }, limit: 1 }, [1]],
    [
      'with filtered fusion',
      { prefetch: [{ query: [1, 0] }], query: { fusion: 'dbsf' }, filter: { must: { has_id: [4] } } },
      [4],
    ],
  ])('%s', async (_name, body, expected) => {
    const embedded = await withPoints(points)
    await index(embedded, 'n', 'integer')
    expect((await query(embedded, body)).ids).toEqual(expected)
  })

  it('samples without a point twice', async () => {
    const embedded = await withPoints(points)
    const { ids } = await query(embedded, { query: { sample: 'random' }, limit: 3 })
    expect(new Set(ids).size).toBe(3)
  })

  it('scores several vectors a point by the best of each', async () => {
    const embedded = await startEmbedded()
    const vectors = { size: 2, distance: 'Dot', multivector_config: { comparator: 'max_sim' } }
    await embedded.call('PUT', '/collections/a', { vectors })
    await upsert(embedded, [
      { id: 1, vector: [[1, 0], [0, 1]] },
      { id: 2, vector: [3, 0] },
      { id: 3, vector: {} },
    ]) // biome-ignore format: rows side by side
    const { result } = await query(embedded, {
      query: [
        [1, 0],
        [0, 2],
        [0, 0],
      ],
    })
    expect(result).toMatchObject({
      points: [
        { id: 1, score: 3 },
        { id: 2, score: 3 },
      ],
    })
    expect((await query(embedded, { query: [[1], [0], [1]] })).error).toContain('expected dim: 2, got 1')
  })

  it('weighs rare words more where the collection asks for it', async () => {
    const embedded = await startEmbedded()
    await embedded.call('PUT', '/collections/a', { vectors: {}, sparse_vectors: { words: { modifier: 'idf' } } })
    const words = (id: number, indices: number[]) => ({
      id,
      vector: { words: { indices, values: indices.map(() => 1) } },
    })
    await upsert(embedded, [words(1, [1]), words(2, [1]), words(3, [1, 2]), words(4, [9])])
    const request = { query: { indices: [1, 2], values: [1, 1] }, using: 'words' }
    const { ids, result } = await query(embedded, request)
    expect(ids).toEqual([3, 1, 2])
    expect(result).toMatchObject({
      points: [{ score: expect.closeTo(Math.log(1.5 / 3.5 + 1) + Math.log(3.5 / 1.5 + 1)) }, {}, {}],
    })
  })

  it.each([
    [{ query: 99 }, 404, 'No point with id 99 found'],
    [{ query: 'x' }, 400, 'Expected some form of vector, id, or a type of query'],
    [{ query: {} }, 400, 'Expected some form of vector'],
    [{ query: [1] }, 400, 'expected dim: 2, got 1'],
    [{ query: [1, 1], limit: 0 }, 422, 'internal.limit: value 0 invalid'],
    [{ query: [1, 1], limit: 1.5 }, 400, 'floating point'],
    [{ query: [1, 1], limit: 'x' }, 400, 'expected usize'],
    [{ query: [1, 1], score_threshold: 'x' }, 400, 'expected f64'],
    [{ query: [1, 1], using: 5 }, 400, 'expected a string'],
    [{ query: [1, 1], with_vector: 5 }, 400, 'WithVector'],
    [{ query: [1, 1], filter: 5 }, 400, 'struct Filter'],
    [{ query: { fusion: 'rrf' } }, 400, 'cannot apply Fusion without prefetches'],
    [{ query: { fusion: 'x' } }, 400, 'unknown variant'],
    [{ prefetch: [{ query: [1, 1] }] }, 400, 'A query is needed to merge the prefetches'],
    [{ query: { recommend: {} } }, 422, 'At least one positive or negative'],
    [{ query: { recommend: { negative: [1] } } }, 400, 'At least one positive vector'],
    [{ query: { recommend: { positive: [1], strategy: 'x' } } }, 400, 'unknown variant `x`'],
    [{ query: { order_by: 'unindexed' } }, 400, 'No range index'],
    [{ query: { relevance_feedback: {} } }, 501, 'not supported'],
    [{ query: { text: 'hello', model: 'm' } }, 501, 'Inference'],
    [{ query: [1, 1], lookup_from: { collection: 'b' } }, 501, 'lookup_from'],
    [{ query: [1, 1], shard_key: 'b' }, 501, 'Sharding by key'],
  ])('refuses %j', async (body, status, message) => {
    const embedded = await withPoints(points)
    const reply = await query(embedded, body)
    expect([reply.status, reply.error]).toEqual([status, expect.stringContaining(message)])
  })
})

describe('groups', () => {
  it('come in the order of their best hits', async () => {
    const embedded = await withPoints(points)
    const { result } = await query(embedded, { query: [2, 1], group_by: 'color', group_size: 1 }, 'query/groups')
    expect(result).toMatchObject({
      groups: [
        { id: 'green', hits: [{ id: 3 }] },
        { id: 'red', hits: [{ id: 1 }] },
        { id: 'blue', hits: [{ id: 2 }] },
      ],
    })
  })

  it('are ten where no limit is given', async () => {
    const embedded = await withPoints(Array.from({ length: 12 }, (_, id) => ({ id, vector: [id, 0], payload: { id } })))
    const { result } = await query(embedded, { query: [1, 0], group_by: 'id' }, 'query/groups')
    expect((result as { groups: unknown[] }).groups).toHaveLength(10)
  })

  it('are made of what formulas and MMR rank', async () => {
    const embedded = await withPoints(points)
    const groupIds = async (body: object) => {
      const { result } = await query(embedded, { ...body, group_by: 'color' }, 'query/groups')
      return (result as { groups: { id: unknown }[] }).groups.map(({ id }) => id)
    }
    const formula = { div: { left: 1, right: { neg: '$score' } } }
    expect(await groupIds({ prefetch: { query: [1, 2] }, query: { formula } })).toEqual(['green', 'red', 'blue'])
    expect(await groupIds({ query: { nearest: [2, 1], mmr: { diversity: 0 } } })).toEqual(['green', 'red', 'blue'])
  })

  it('are none in an empty collection', async () => {
    const embedded = await withPoints([])
    const { result } = await query(embedded, { query: [2, 1], group_by: 'color' }, 'query/groups')
    expect(result).toEqual({ groups: [] })
  })

  it('do not look into other collections', async () => {
    const embedded = await withPoints(points)
    const reply = await query(embedded, { query: [2, 1], group_by: 'color', with_lookup: 'b' }, 'query/groups')
    expect(reply.status).toBe(501)
  })
})

describe('the older calls', () => {
  it.each([
    ['search', { vector: [2, 1], limit: 2 }, [3, 1]],
    ['search', { vector: { name: '', vector: [2, 1] }, limit: 1 }, [3]],
    ['recommend', { positive: [1], limit: 2 }, [3, 2]],
  ])('%s %j', async (call, body, expected) => {
    const embedded = await withPoints(points)
    expect((await query(embedded, body, call)).ids).toEqual(expected)
  })

  it('want a limit', async () => {
    const embedded = await withPoints(points)
    expect((await query(embedded, { vector: [2, 1] }, 'search')).error).toContain('missing field `limit`')
  })
})
