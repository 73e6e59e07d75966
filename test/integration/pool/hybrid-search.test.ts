import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startLocalServer } from '../../../src/embedded/local-server.ts'
import type { Pool, PoolOptions } from '../../../src/index.ts'
import { poolOn } from '../../support/local-pool.ts'

// Ranks texts by their lengths alone, so that what hybrid search finds by words is nowhere near the top without it.
const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }
const names = { vectorName: 'length', sparseVectorName: 'words' }

const texts = [
  'Replacement blade for the bread slicer, order number QX-7741-B, fits every slicer of the second series.',
  'Bread.',
  'A slicer for bread.',
  'How to clean a slicer.',
  'Spare parts come within a week.',
  'The kettle boils water in a minute.',
  'Coffee grinders with steel burrs.',
  'it is',
]
const items = texts.map((text, id) => ({ id, text, payload: { even: id % 2 === 0 } }))
const CODE = 'QX-7741-B'

const real = process.env.QDRANT_URL
const servers = [
  { name: 'the embedded server', start: embedded, skip: false },
  {
    name: 'the server at QDRANT_URL',
    start: async () => ({ url: real ?? '', grpcPort: Number(process.env.QDRANT_GRPC_PORT ?? 6334) }),
    skip: real === undefined || real === '',
  },
]

async function embedded() {
  const server = await startLocalServer({ grpc: true })
  onTestFinished(() => server.close())
  return { url: server.url, grpcPort: server.grpcPort ?? 0 }
}

async function filled(pool: Pool): Promise<string> {
  const collection = `qdrant-worker-pool-test-${randomUUID()}`
  onTestFinished(async () => {
    await pool.client.deleteCollection(collection)
  })
  await pool.client.createCollection(collection, {
    vectors: { length: { size: 4, distance: 'Cosine' } },
    sparse_vectors: { words: { modifier: 'idf' } },
  })
  await pool.ingest(collection, items, names)
  return collection
}

for (const { name, start, skip } of servers) {
  describe.skipIf(skip)(`hybrid search on ${name}`, () => {
    async function setUp(options: PoolOptions = {}) {
      const { url, grpcPort } = await start()
      const pools = { rest: await poolOn(url, { size: 1, embedder, ...options }) }
      const grpc = await poolOn(url, { size: 1, embedder, preferGrpc: true, grpcPort, ...options })
      return { ...pools, grpc, collection: await filled(pools.rest) }
    }

    it('finds the one text with a rare code, which the nearest vectors do not have', async () => {
      const { rest, grpc, collection } = await setUp()
      for (const pool of [rest, grpc]) {
        const dense = await pool.search(collection, CODE, { limit: 3, vectorName: 'length' })
        expect(dense.map(({ id }) => id)).not.toContain(0)
        const [best] = await pool.search(collection, CODE, { limit: 3, ...names })
        expect(best).toMatchObject({ id: 0, payload: { text: texts[0], even: true } })
      }
    })

    it('stores the same over both wires, and ranks the same', async () => {
      const { rest, grpc, collection } = await setUp()
      const own = await filled(grpc)
      const stored = (pool: Pool, from: string) => pool.client.scroll(from, { with_vector: true })
      expect(await stored(rest, own)).toEqual(await stored(rest, collection))
      const queries = [CODE, 'bread slicer', 'the kettle and coffee', 'it is', 'unheard-of']
      const options = { limit: 8, with_payload: false, ...names }
      const overRest = await rest.search(collection, queries, options)
      // Ties are the server's to break, in each collection in its own way.
      expect(rounded(await grpc.search(own, queries, options))).toEqual(
        rounded(await rest.search(own, queries, options)),
      )
      expect(rounded(await grpc.search(collection, queries, options))).toEqual(rounded(overRest))
      expect(overRest.map((hits) => hits.length)).toEqual([8, 8, 8, 8, 8])
    })

    it('sends many texts in one request', async () => {
      const { rest, grpc, collection } = await setUp()
      for (const pool of [rest, grpc]) {
        const before = pool.stats().requests.count
        const found = await pool.search(collection, Array(50).fill(CODE), { limit: 1, ...names })
        expect(found.map(([hit]) => hit?.id)).toEqual(Array(50).fill(0))
        expect(pool.stats().requests.count - before).toBe(1)
      }
    })

    it('filters before it fuses', async () => {
      const { rest, grpc, collection } = await setUp()
      const filter = { must: [{ key: 'even', match: { value: false } }] }
      for (const pool of [rest, grpc]) {
        const found = await pool.search(collection, CODE, { filter, limit: 4, ...names })
        expect(found.map(({ id }) => id).sort()).toEqual([1, 3, 5, 7])
      }
    })

    it('ranks by the vectors alone where a query has no words, in the scores of a fusion', async () => {
      const { rest, grpc, collection } = await setUp()
      for (const pool of [rest, grpc]) {
        const found = await pool.search(collection, 'it is', { limit: 2, params: { exact: true }, ...names })
        expect(found).toMatchObject([
          { id: 7, score: 0.5 },
          { id: 1, score: expect.closeTo(1 / 3) },
        ])
      }
    })

    it('weighs words by ln(1 + (N - n + 0.5) / (n + 0.5)), of N texts that have words, n have this one', async () => {
      const { rest, grpc, collection } = await setUp()
      for (const pool of [rest, grpc]) {
        const { points } = await pool.client
          .retrieve(collection, { ids: [1], with_vector: true })
          .then(async ([point]) => {
            const { words } = point?.vector as { words: { indices: number[]; values: number[] } }
            expect(words.indices).toHaveLength(1)
            return pool.client.query(collection, {
              query: { ...words, values: [1] },
              using: 'words',
              with_vector: true,
            })
          })
        // "bread" stands in three of the seven.
        const idf = Math.log(1 + (7 - 3 + 0.5) / (3 + 0.5))
        expect(points.map(({ id }) => id)).toEqual([1, 2, 0])
        expect(points[0]?.score).toBeCloseTo(idf * 1.6877, 4)
      }
    })
  })
}

/** Float decimals differ between the wires; points of equal score come in any order. */
function rounded(answers: readonly (readonly { id: unknown; score: number }[])[]) {
  return answers.map((hits) =>
    hits
      .map(({ id, score }) => ({ id: Number(id), score: Math.round(score * 1e5) }))
      .sort((one, other) => other.score - one.score || one.id - other.id),
  )
}
