import { describe, expect, it } from 'vitest'
import { type ServerUnderTest, servers, withCollection } from '../../support/compatible-servers.ts'
import { startEmbedded } from '../../support/embedded.ts'

// Near the query, which is [1, 0]: 1, then its twin 2, then 3, which lies another way; 4 is far off.
const points = [
  { id: 1, vector: [1, 0] },
  { id: 2, vector: [0.9, 0.1] },
  { id: 3, vector: [0.8, -0.6] },
  { id: 4, vector: [-0.5, 0] },
]

describe.each(servers)('MMR on %s', (_server, url) => {
  const start = () => withCollection(url, 'd-embed-mmr', { vectors: { size: 2, distance: 'Dot' } }, points)
  const ask = ({ ask }: ServerUnderTest, mmr: object | null, more: object = {}) =>
    ask('query', { query: { nearest: [1, 0], mmr }, ...more })

  it('chooses by nearness to the query and farness from what was chosen, and shows the scores of the query', async () => {
    const server = await start()
    // After 1, worth is 0.4 * score - 0.6 * likeness to 1: 2 has -0.18, 3 has -0.16, 4 has 0.1.
    const { ids, scores } = await ask(server, { diversity: 0.6 })
    expect(scores).toEqual({ 1: 1, 2: 0.9, 3: 0.8, 4: -0.5 })
    expect(ids).toEqual([1, 4, 3, 2])
  })

  it.each([
    ['the query only at diversity 0', { diversity: 0 }, {}, [1, 2, 3, 4]],
    ['the other hits only at diversity 1', { diversity: 1 }, {}, [1, 4, 3, 2]],
    ['among as many of the nearest as it may', { diversity: 1, candidates_limit: 3 }, { limit: 2 }, [1, 3]],
    ['among no more than the limit by itself', { diversity: 1 }, { limit: 3 }, [1, 3, 2]],
    ['nothing among none', { candidates_limit: 0 }, {}, []],
    ['what is above the threshold', { diversity: 1 }, { score_threshold: 0.5 }, [1, 3, 2]],
    ['what passes the filter', { diversity: 1 }, { filter: { must_not: [{ has_id: [4] }] } }, [1, 3, 2]],
    ['what the prefetch found', { diversity: 1 }, { prefetch: { query: [1, 0], limit: 3 } }, [1, 3, 2]],
    [
      'within the limit, of which the offset is a part',
      { diversity: 1, candidates_limit: 4 },
      { limit: 3, offset: 1 },
      [4, 3],
    ],
    ['nothing where it is null', null, {}, [1, 2, 3, 4]],
  ])('chooses %s', async (_what, mmr, more, expected) => {
    expect((await ask(await start(), mmr, more)).ids).toEqual(expected)
  })

  it('leaves out the point that is the query', async () => {
    const { ids } = await (await start()).ask('query', { query: { nearest: 1, mmr: { diversity: 0 } } })
    expect(ids).toEqual([2, 3, 4])
  })

  it.each([
    [{ diversity: 2 }, 422, '[internal.query.mmr.diversity: value 2.0 invalid, must be from 0.0 to 1.0]'],
    [{ diversity: -0.5 }, 422, 'internal.query.mmr.diversity: value -0.5 invalid'],
    [{ candidates_limit: 20_000 }, 422, 'candidates_limit: value 20000 invalid, must be 16384 or smaller'],
    [{ candidates_limit: 1.5 }, 400, 'Expected some form of vector, id, or a type of query'],
    [{ diversity: 'much' }, 400, 'Expected some form of vector, id, or a type of query'],
    [5, 400, 'Expected some form of vector, id, or a type of query'],
  ])('refuses %j', async (mmr, status, message) => {
    const reply = await (await start()).ask('query', { query: { nearest: [1, 0], mmr } })
    expect([reply.status, reply.error]).toEqual([status, expect.stringContaining(message)])
  })

  it('measures likeness as the collection does', async () => {
    const name = 'd-embed-mmr-euclid'
    const at = (id: number, x: number) => ({ id, vector: [x, 0] })
    const server = await withCollection(url, name, { vectors: { size: 2, distance: 'Euclid' } }, [
      at(1, 1),
      at(2, 1.5),
      at(3, -2),
    ])
    // Worth is -0.5 * distance² + 0.5 * the square of the distance to 1: 2 has -1, 3 has 2.5.
    const { ids, scores } = await server.ask('query', { query: { nearest: [0, 0], mmr: { diversity: 0.5 } } })
    expect([ids, scores]).toEqual([[1, 3, 2], { 1: 1, 2: 1.5, 3: 2 }])
  })

  it('measures likeness of multi-vectors from the candidate to the chosen', async () => {
    const params = { vectors: { size: 2, distance: 'Dot', multivector_config: { comparator: 'max_sim' } } }
    const { ask } = await withCollection(url, 'd-embed-mmr-multi', params, [
      { id: 1, vector: [[1, 0]] },
      {
        id: 2,
        vector: [
          [0.9, 0],
          [-5, 0],
        ],
      },
      { id: 3, vector: [[0.95, 0]] },
    ])
    const { ids } = await ask('query', { query: { nearest: [[1, 0]], mmr: { diversity: 0.2 } } })
    expect(ids).toEqual([1, 2, 3])
  })

  it('takes sparse vectors that share nothing for unlike', async () => {
    const words = (id: number, index: number, value: number) => ({
      id,
      vector: { words: { indices: [index], values: [value] } },
    })
    const sparse = [words(1, 7, 3), words(2, 7, 2), words(3, 8, 1)]
    const { ask } = await withCollection(url, 'd-embed-mmr-sparse', { sparse_vectors: { words: {} } }, sparse)
    const order = async (diversity: number) => {
      const query = { nearest: { indices: [7, 8], values: [1, 1] }, mmr: { diversity } }
      return (await ask('query', { query, using: 'words' })).ids
    }
    expect(await order(0)).toEqual([1, 2, 3])
    // 2 is like 1 by 6, 3 is not.
    expect(await order(0.5)).toEqual([1, 3, 2])
  })
})

it('chooses for a prefetch too', async () => {
  // The real server of that version hands all candidates on.
  const { call } = await startEmbedded()
  await call('PUT', '/collections/a', { vectors: { size: 2, distance: 'Dot' } })
  await call('PUT', '/collections/a/points?wait=true', { points })
  const prefetch = { query: { nearest: [1, 0], mmr: { diversity: 1, candidates_limit: 3 } }, limit: 2 }
  const { result } = await call('POST', '/collections/a/points/query', { prefetch, query: [0, 1] })
  expect(result).toMatchObject({ points: [{ id: 1 }, { id: 3 }] })
})
