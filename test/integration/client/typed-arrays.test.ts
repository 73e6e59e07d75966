import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalServer } from '../../../src/embedded/local-server.ts'
import { createPool, type Pool } from '../../../src/index.ts'

type Client = Pool['client']
type Make = (list: number[]) => never

const CLASSES = [
  Float32Array,
  Float64Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
]
const KINDS: { readonly name: string; make(list: number[]): unknown }[] = [
  ...CLASSES.map((one) => ({ name: one.name, make: (list: number[]) => one.from(list) })),
  { name: 'BigInt64Array', make: (list) => BigInt64Array.from(list, BigInt) },
  { name: 'Buffer', make: (list) => Buffer.from(list) },
]

/** Each way of the client to take a vector, with one that the given function made. */
const CALLS: Record<string, (client: Client, collection: string, vector: Make) => Promise<unknown>> = {
  'upsert, named, sparse and multi': async (c, at, v) => {
    const vector = {
      '': v([1, 2]),
      words: { indices: v([3, 4]), values: v([1, 2]) },
      many: [v([1, 0]), v([0, 1]), v([1, 1])],
    }
    await c.upsert(at, {
      points: [
        { id: 1, vector },
        { id: 2, vector: v([5, 6]) },
      ],
    })
  },
  'upsert in columns of a batch': (c, at, v) =>
    c.upsert(at, { batch: { ids: [3, 4], vectors: [v([7, 8]), v([9, 1])] } }),
  updateVectors: (c, at, v) => c.updateVectors(at, { points: [{ id: 2, vector: v([2, 2]) }] }),
  batchUpdate: (c, at, v) =>
    c.batchUpdate(at, {
      operations: [
        { upsert: { points: [{ id: 5, vector: v([3, 3]) }] } },
        { update_vectors: { points: [{ id: 4, vector: { words: { indices: v([3]), values: v([2]) } } as never }] } },
      ],
    }),
  query: (c, at, v) => c.query(at, { query: v([1, 2]) }),
  'query nearest': (c, at, v) => c.query(at, { query: { nearest: v([1, 2]) } }),
  'query, sparse': (c, at, v) => c.query(at, { query: { indices: v([3]), values: v([1]) }, using: 'words' }),
  'query, multi': (c, at, v) => c.query(at, { query: [v([1, 2]), v([2, 1]), v([1, 1])] as never, using: 'many' }),
  'query with prefetch': (c, at, v) => c.query(at, { prefetch: [{ query: v([1, 2]), limit: 3 }], query: v([2, 1]) }),
  'query to recommend': (c, at, v) => c.query(at, { query: { recommend: { positive: [v([1, 2])], negative: [2] } } }),
  'query to discover': (c, at, v) =>
    c.query(at, { query: { discover: { target: v([1, 2]), context: [{ positive: v([1, 1]), negative: 2 }] } } }),
  queryBatch: (c, at, v) => c.queryBatch(at, { searches: [{ query: v([1, 2]) }, { query: v([2, 1]), limit: 1 }] }),
  queryGroups: (c, at, v) => c.queryGroups(at, { query: v([1, 2]), group_by: 'id' }),
  search: (c, at, v) => c.search(at, { vector: v([1, 2]) }),
  'search by name': (c, at, v) =>
    c.search(at, { vector: { name: 'words', vector: { indices: v([3]), values: v([1]) } } }),
  searchBatch: (c, at, v) => c.searchBatch(at, { searches: [{ vector: v([1, 2]), limit: 2 }] }),
  recommend: (c, at, v) => c.recommend(at, { positive: [v([1, 2]), 3] }),
  'api()': (c, at, v) =>
    c
      .api()
      .queryPoints({ collection_name: at, query: v([1, 2]) })
      .then(({ data }) => data.result),
}

async function run(client: Client, at: string, make: Make): Promise<unknown> {
  await client.createCollection(at, {
    vectors: {
      '': { size: 2, distance: 'Dot' },
      many: { size: 2, distance: 'Dot', multivector_config: { comparator: 'max_sim' } },
    },
    sparse_vectors: { words: {} },
  })
  const answers: unknown[] = []
  for (const [name, call] of Object.entries(CALLS)) answers.push([name, await call(client, at, make)])
  return [...answers, await client.scroll(at, { limit: 9, with_vector: true })]
}

describe.each([false, true])('with preferGrpc %s', (preferGrpc) => {
  let client: Client
  let end: () => Promise<void>
  let expected: unknown

  beforeAll(async () => {
    const server = await startLocalServer({ grpc: preferGrpc })
    const grpc = server.grpcPort === undefined ? {} : { preferGrpc, grpcPort: server.grpcPort }
    const pool = await createPool({ url: server.url, size: 1, ...grpc })
    end = async () => {
      await pool.close()
      await server.close()
    }
    client = pool.client
    expected = await run(client, 'lists', ((list: number[]) => list) as Make)
  })
  afterAll(() => end())

  it.each(KINDS)('a $name is taken for a list of numbers wherever a vector may stand', async ({ name, make }) => {
    expect(await run(client, name, make as Make)).toEqual(expected)
  })
})
