import { describe, expect, it } from 'vitest'
import { idsMatching, startEmbedded, upsert, withPoints } from '../../support/embedded.ts'

const UUID = '550e8400-e29b-41d4-a716-446655440000'
const three = [1, 2, 3].map((id) => ({ id, vector: [id, 0], payload: { n: id } }))
const everything = { with_payload: true, with_vector: true }

describe('upsert', () => {
  it('replaces the whole point', async () => {
    const embedded = await withPoints([{ id: 1, vector: [1, 2], payload: { old: true } }])
    await upsert(embedded, [{ id: 1, vector: [3, 4] }])
    const { result } = await embedded.call('GET', '/collections/a/points/1')
    expect(result).toEqual({ id: 1, payload: {}, vector: [3, 4] })
  })

  it('takes columns of named and sparse vectors', async () => {
    const embedded = await startEmbedded()
    await embedded.call('PUT', '/collections/a', {
      vectors: { text: { size: 2, distance: 'Dot' } },
      sparse_vectors: { words: {} },
    })
    const batch = {
      ids: [1, 2],
      vectors: {
        text: [
          [1, 2],
          [3, 4],
        ],
        words: [
          { indices: [5, 1], values: [0.5, 1] },
          { indices: [], values: [] },
        ],
      },
      payloads: [{ n: 1 }, null],
    }
    expect((await embedded.call('PUT', '/collections/a/points?wait=true', { batch })).status).toBe(200)
    const { result } = await embedded.call('POST', '/collections/a/points', { ids: [1, 2], ...everything })
    expect(result).toEqual([
      { id: 1, payload: { n: 1 }, vector: { text: [1, 2], words: { indices: [1, 5], values: [1, 0.5] } } },
      { id: 2, payload: {}, vector: { text: [3, 4], words: { indices: [], values: [] } } },
    ])
  })

  it('keeps to its mode and filter', async () => {
    const embedded = await withPoints(three)
    const put = (body: object) => embedded.call('PUT', '/collections/a/points?wait=true', body)
    const renewed = (id: number) => ({ id, vector: [0, 0], payload: { renewed: true } })
    await put({ points: [renewed(1), renewed(4)], update_mode: 'insert_only' })
    await put({ points: [renewed(2), renewed(5)], update_mode: 'update_only' })
    const filter = { must: [{ key: 'n', match: { value: 1 } }] }
    await put({ points: [renewed(3)], update_filter: filter })
    expect(await idsMatching(embedded, { must: [{ key: 'renewed', match: { value: true } }] })).toEqual([2, 4])
  })

  it('changes nothing when one point is wrong', async () => {
    const embedded = await withPoints(three)
    const { status, error } = await upsert(embedded, [
      { id: 8, vector: [1, 1] },
      { id: 9, vector: [1] },
    ])
    expect([status, error]).toEqual([400, 'Wrong input: Vector dimension error: expected dim: 2, got 1'])
    expect(await idsMatching(embedded, {})).toEqual([1, 2, 3])
  })

  it('acknowledges without wait whatever becomes of it', async () => {
    const embedded = await withPoints(three)
    const body = { points: [{ id: 9, vector: [1] }] }
    const { status, result } = await embedded.call('PUT', '/collections/a/points', body)
    expect([status, result]).toEqual([200, { operation_id: 2, status: 'acknowledged' }])
    expect(await idsMatching(embedded, {})).toEqual([1, 2, 3])
  })

  it('makes one point of all spellings of a UUID', async () => {
    const spellings = [UUID, UUID.toUpperCase(), UUID.replaceAll('-', ''), `{${UUID}}`, `urn:uuid:${UUID}`]
    const embedded = await withPoints(spellings.map((id, n) => ({ id, vector: [1, 1], payload: { n } })))
    const { result } = await embedded.call('POST', '/collections/a/points', { ids: spellings, with_payload: true })
    expect(result).toEqual([{ id: UUID, payload: { n: 4 } }])
  })

  it.each([
    [{ points: [] }, 400, 'Bad request: Empty update request'],
    [{}, 400, 'missing field `points`'],
    [{ points: [5] }, 400, 'PointStruct'],
    [{ points: [{ id: 1 }] }, 400, 'missing field `vector`'],
    [{ points: [{ id: 1, vector: 'x' }] }, 400, 'VectorStruct'],
    [{ points: [{ id: 1, vector: ['x', 'y'] }] }, 400, 'VectorStruct'],
    [{ points: [{ id: 1, vector: [1, 1], payload: [] }] }, 400, 'expected a map'],
    [{ points: [{ id: 1, vector: { text: 'hello', model: 'm' } }] }, 501, 'Inference'],
    [{ points: [{ id: 1, vector: { '': { indices: [1], values: [] } } }] }, 422, 'same length'],
    [{ points: [{ id: 1, vector: { '': { indices: [-1], values: [1] } } }] }, 400, 'untagged enum Vector'],
    [{ points: [{ id: 1, vector: { '': { indices: [1], values: [1] } } }] }, 400, 'Conversion between sparse'],
    [{ points: [{ id: 1, vector: [[1, 1]] }] }, 400, 'Conversion between multi'],
    [{ points: [{ id: 1, vector: [1, 1] }], shard_key: 'x' }, 501, 'Sharding'],
    [{ batch: { ids: [1], vectors: [] } }, 422, 'ids and vectors must be equal'],
    [{ batch: { ids: [1], vectors: { x: [] } } }, 422, 'named vectors `x`'],
    [{ batch: { ids: [1], vectors: [[1, 1]], payloads: [] } }, 422, 'payloads must be equal'],
    [{ batch: { ids: [1], vectors: 5 } }, 400, 'BatchVectorStruct'],
    [[], 400, 'invalid type: sequence'],
  ])('refuses %j', async (body, status, message) => {
    const embedded = await withPoints([])
    const reply = await embedded.call('PUT', '/collections/a/points?wait=true', body)
    expect([reply.status, reply.error]).toEqual([status, expect.stringContaining(message)])
  })
})

describe('64-bit ids', () => {
  const largest = '18446744073709551615'

  it('come back exactly, and sort after smaller ones', async () => {
    const embedded = await withPoints([{ id: 1, vector: [1, 1] }])
    const body = `{"points":[{"id":${largest},"vector":[2,2],"payload":{"next":9007199254740993}}]}`
    await embedded.call('PUT', '/collections/a/points?wait=true', body)
    const { text } = await embedded.call('POST', '/collections/a/points/scroll', {})
    expect(text).toContain(`"points":[{"id":1,"payload":{}},{"id":${largest},"payload":{"next":9007199254740993}}]`)
    const byId = await embedded.call('GET', `/collections/a/points/${largest}`)
    expect(byId.text).toContain(`"id":${largest}`)
  })

  it('are offsets and deletable', async () => {
    const embedded = await withPoints([{ id: 1, vector: [1, 1] }])
    await embedded.call('PUT', '/collections/a/points?wait=true', `{"points":[{"id":${largest},"vector":[2,2]}]}`)
    const { text } = await embedded.call('POST', '/collections/a/points/scroll', { limit: 1 })
    expect(text).toContain(`"next_page_offset":${largest}`)
    await embedded.call('POST', '/collections/a/points/delete?wait=true', `{"points":[${largest}]}`)
    expect(await idsMatching(embedded, {})).toEqual([1])
  })
})

describe('payloads', () => {
  it('are changed where they are, even if one id is missing', async () => {
    const embedded = await withPoints(three)
    const reply = await embedded.call('POST', '/collections/a/points/payload?wait=true', {
      payload: { tag: 1 },
      points: [1, 99],
    })
    expect([reply.status, reply.error]).toEqual([404, 'Not found: No point with id 99 found'])
    expect(await idsMatching(embedded, { must: [{ key: 'tag', match: { value: 1 } }] })).toEqual([1])
  })

  it('are overwritten under a key', async () => {
    const embedded = await withPoints(three)
    const body = { payload: { x: 1 }, key: 'deep', points: [1] }
    await embedded.call('PUT', '/collections/a/points/payload?wait=true', body)
    const { result } = await embedded.call('POST', '/collections/a/points', { ids: [1], with_payload: true })
    expect(result).toEqual([{ id: 1, payload: { n: 1, deep: { x: 1 } } }])
  })
})

describe('vectors', () => {
  it('are updated only on points that are there', async () => {
    const embedded = await withPoints(three)
    const put = (points: object[]) => embedded.call('PUT', '/collections/a/points/vectors?wait=true', { points })
    expect((await put([{ id: 9, vector: [5, 5] }])).status).toBe(404)
    expect((await put([])).status).toBe(422)
    expect((await put([{ id: 1, vector: [5, 5] }])).status).toBe(200)
    const { result } = await embedded.call('POST', '/collections/a/points', { ids: [1], with_vector: true })
    expect(result).toEqual([{ id: 1, vector: [5, 5] }])
  })

  it('are deleted by filter, and the point stays', async () => {
    const embedded = await withPoints(three)
    const filter = { must: [{ has_id: [2] }] }
    await embedded.call('POST', '/collections/a/points/vectors/delete?wait=true', { vector: [''], filter })
    expect(await idsMatching(embedded, { must_not: [{ has_vector: '' }] })).toEqual([2])
    const { result } = await embedded.call('POST', '/collections/a/points', { ids: [2], with_vector: true })
    expect(result).toEqual([{ id: 2, vector: {} }])
  })

  it('are deleted by their names, of which there must be one', async () => {
    const embedded = await withPoints(three)
    const path = '/collections/a/points/vectors/delete?wait=true'
    const { status, error } = await embedded.call('POST', path, { vector: [], points: [1] })
    expect([status, error]).toEqual([
      422,
      'Validation error in JSON body: [vector: must specify vector names to delete]',
    ])
  })
})

describe('slots', () => {
  it('are used again without a trace of the point that was there', async () => {
    const embedded = await withPoints(three)
    await embedded.call('POST', '/collections/a/points/delete?wait=true', { points: [2] })
    await upsert(embedded, [{ id: 0, vector: {} }])
    const { result } = await embedded.call('POST', '/collections/a/points/scroll', everything)
    expect(result).toEqual({
      points: [
        { id: 0, payload: {}, vector: {} },
        { id: 1, payload: { n: 1 }, vector: [1, 0] },
        { id: 3, payload: { n: 3 }, vector: [3, 0] },
      ],
      next_page_offset: null,
    })
  })

  it('hold more points than the arena starts with', async () => {
    const embedded = await withPoints(Array.from({ length: 200 }, (_, id) => ({ id, vector: [id, 1] })))
    const { result } = await embedded.call('POST', '/collections/a/points/query', { query: [1, 0], limit: 2 })
    expect(result).toMatchObject({ points: [{ id: 199, score: 199 }, { id: 198 }] })
  })
})

describe('a batch', () => {
  it('keeps what came before the operation that fails', async () => {
    const embedded = await withPoints(three)
    const operations = [{ delete: { points: [1] } }, { update_vectors: { points: [{ id: 99, vector: [1, 1] }] } }]
    const { status } = await embedded.call('POST', '/collections/a/points/batch?wait=true', { operations })
    expect(status).toBe(404)
    expect(await idsMatching(embedded, {})).toEqual([2, 3])
  })

  it('sees its own earlier operations', async () => {
    const embedded = await withPoints(three)
    const operations = [
      { upsert: { points: [{ id: 7, vector: [1, 1] }] } },
      { set_payload: { payload: { late: true }, points: [7] } },
      { delete_vectors: { vector: [''], points: [7] } },
    ]
    await embedded.call('POST', '/collections/a/points/batch?wait=true', { operations })
    expect(await idsMatching(embedded, { must: [{ key: 'late', match: { value: true } }] })).toEqual([7])
  })
})
