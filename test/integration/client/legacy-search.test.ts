import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPool, type Pool } from '../../../src/index.ts'

type Client = Pool['client']
type Point = { readonly id: unknown }
type Groups = { readonly groups: readonly { readonly hits: readonly Point[] }[] }

interface LegacyCase {
  readonly call: (client: Client, at: string) => Promise<unknown>
  readonly ids: unknown
  /** What the client sent before, for a server that still has the route. */
  readonly route: string
  readonly body: object
  /** The embedded server has no `lookup_from`. */
  readonly isForReal?: true
}

const vector = [1, 0.5, 0]
const words = { name: 'words', vector: { indices: [2, 4], values: [1, 0.5] } }
const filter = { must_not: [{ has_id: [3] }] }
const narrow = { limit: 2, offset: 1, filter, params: { exact: true }, score_threshold: 0.1, with_vector: ['words'] }
const shown = { with_payload: true, with_vector: false, limit: 10, offset: 0 }
const examples = { positive: [2, [0, 1, 0]], negative: [3], strategy: 'best_score' as const }
const pairs = [{ positive: 1, negative: 2 }]
const grouped = { group_by: 'tag', group_size: 2, limit: 2, with_payload: ['n'] }

const CASES: Record<string, LegacyCase> = {
  'search by the unnamed vector': {
    call: (c, at) => c.search(at, { vector }),
    ids: [4, 3, 2, 1],
    route: 'search',
    body: { ...shown, vector },
  },
  'search with everything that narrows': {
    call: (c, at) => c.search(at, { vector, ...narrow }),
    ids: [2, 1],
    route: 'search',
    body: { with_payload: true, vector, ...narrow },
  },
  'search by a named vector': {
    call: (c, at) => c.search(at, { vector: { name: 'other', vector: [1, 1] }, with_payload: false }),
    ids: [4, 3, 2, 1],
    route: 'search',
    body: { ...shown, with_payload: false, vector: { name: 'other', vector: [1, 1] } },
  },
  'search by a sparse vector': {
    call: (c, at) => c.search(at, { vector: words }),
    ids: [2, 4],
    route: 'search',
    body: { ...shown, vector: words },
  },
  searchBatch: {
    call: (c, at) =>
      c.searchBatch(at, {
        searches: [
          { vector, limit: 1 },
          { vector: words, limit: 2, with_payload: true },
        ],
      }),
    ids: [[4], [2, 4]],
    route: 'search/batch',
    body: {
      searches: [
        { vector, limit: 1 },
        { vector: words, limit: 2, with_payload: true },
      ],
    },
  },
  searchPointGroups: {
    call: (c, at) => c.searchPointGroups(at, { vector, ...grouped }),
    ids: [
      [4, 2],
      [3, 1],
    ],
    route: 'search/groups',
    body: { vector, ...grouped },
  },
  recommend: {
    call: (c, at) => c.recommend(at, { positive: [1], negative: [4] }),
    ids: [2, 3],
    route: 'recommend',
    body: { ...shown, positive: [1], negative: [4] },
  },
  'recommend by examples of each kind': {
    call: (c, at) => c.recommend(at, { ...examples, limit: 1 }),
    ids: [1],
    route: 'recommend',
    body: { ...shown, ...examples, limit: 1 },
  },
  'recommend from another collection': {
    call: (c, at) =>
      c.recommend(at, { positive: [1], using: 'other', lookup_from: { collection: at, vector: 'other' } }),
    ids: [4, 3, 2],
    route: 'recommend',
    body: { ...shown, positive: [1], using: 'other', lookup_from: { collection: '<at>', vector: 'other' } },
    isForReal: true,
  },
  recommendBatch: {
    call: (c, at) =>
      c.recommendBatch(at, {
        searches: [
          { positive: [1], limit: 2 },
          { positive: [4], limit: 1 },
        ],
      }),
    ids: [[4, 3], [3]],
    route: 'recommend/batch',
    body: {
      searches: [
        { positive: [1], limit: 2 },
        { positive: [4], limit: 1 },
      ],
    },
  },
  recommendPointGroups: {
    call: (c, at) => c.recommendPointGroups(at, { positive: [1], ...grouped }),
    ids: [[4, 2], [3]],
    route: 'recommend/groups',
    body: { positive: [1], ...grouped },
  },
  'discoverPoints with a target': {
    call: (c, at) => c.discoverPoints(at, { target: [1, 0, 0], context: pairs, limit: 3 }),
    ids: [4, 3],
    route: 'discover',
    body: { target: [1, 0, 0], context: pairs, limit: 3 },
  },
  'discoverPoints in a context alone': {
    call: (c, at) => c.discoverPoints(at, { context: pairs, limit: 1, with_payload: true }),
    ids: [3],
    route: 'discover',
    body: { context: pairs, limit: 1, with_payload: true },
  },
  discoverBatchPoints: {
    call: (c, at) =>
      c.discoverBatchPoints(at, {
        searches: [
          { target: 1, limit: 1 },
          { context: pairs, limit: 1 },
        ],
      }),
    ids: [[4], [3]],
    route: 'discover/batch',
    body: {
      searches: [
        { target: 1, limit: 1 },
        { context: pairs, limit: 1 },
      ],
    },
  },
}

const real = process.env.QDRANT_URL
const servers = [{ kind: 'embedded', url: ':memory:' }, ...(real === undefined ? [] : [{ kind: 'real', url: real }])]

describe.each(servers)('methods that the client has no more, on the $kind server', ({ kind, url }) => {
  const at = `legacy_${randomUUID().slice(0, 8)}`
  let pool: Pool

  beforeAll(async () => {
    pool = await createPool({ url, size: 1 })
    const size = { distance: 'Dot' as const }
    await pool.client.createCollection(at, {
      vectors: { '': { size: 3, ...size }, other: { size: 2, ...size } },
      sparse_vectors: { words: {} },
    })
    const points = [1, 2, 3, 4].map((id) => ({
      id,
      vector: { '': [id, 1, -id], other: [id, 0.5], words: { indices: [id], values: [1] } },
      payload: { n: id, tag: id % 2 === 0 ? 'even' : 'odd' },
    }))
    await pool.client.upsert(at, { points })
    await pool.client.createPayloadIndex(at, { field_name: 'tag', field_schema: 'keyword', wait: true })
  })
  afterAll(async () => {
    await pool.client.deleteCollection(at)
    await pool.close()
  })

  const names = Object.keys(CASES).filter((name) => kind === 'real' || CASES[name]?.isForReal === undefined)

  it.each(names)('%s gives the points that it gave, in their old form', async (name) => {
    const { call, ids, route, body } = CASES[name] as LegacyCase
    const answer = await call(pool.client, at)
    expect(idsOf(answer)).toEqual(ids)
    if (kind === 'real') expect(answer).toEqual(await before(`${url}/collections/${at}/points/${route}`, body, at))
  })

  it('refuses a search without a vector, as it did', async () => {
    await expect(pool.client.search(at, {} as never)).rejects.toMatchObject({ status: 400 })
  })

  it('refuses to discover nothing, alone and in a batch', async () => {
    const nothing = { target: null, context: [], limit: 3 }
    const refused = { code: 'INVALID_ARGUMENT', outcome: 'not-sent' }
    await expect(pool.client.discoverPoints(at, nothing)).rejects.toMatchObject(refused)
    await expect(pool.client.discoverBatchPoints(at, { searches: [nothing] })).rejects.toMatchObject(refused)
  })
})

function idsOf(answer: unknown): unknown {
  const { groups } = answer as Groups
  if (groups !== undefined) return groups.map(({ hits }) => hits.map(({ id }) => id))
  return (answer as (Point | Point[])[]).map((one) => (Array.isArray(one) ? one.map(({ id }) => id) : one.id))
}

/** The answer of the old route itself. */
async function before(url: string, body: object, at: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body).replace('<at>', at),
  })
  const { result } = (await response.json()) as { result: unknown }
  return result
}
