import { describe, expect, it } from 'vitest'
import { hashing } from '../../../src/index.ts'
import { type CollectionSettings, setupCollection } from '../../../src/store/index.ts'
import { localServer, poolOn } from '../../support/local-pool.ts'
import { servers } from '../../support/servers.ts'
import { collectionOf } from '../../support/store-set-up.ts'

const indexes = { user: 'keyword', 'home.city': { type: 'text', tokenizer: 'word' }, stars: 'integer' } as const

for (const { name: where, start, skip } of servers) {
  describe.skipIf(skip)(`setupCollection on ${where}`, () => {
    it('creates the collection and its indexes, and the second time finds both', async () => {
      const pool = await poolOn(await start(), { size: 1 })
      const name = collectionOf(pool)
      const wanted = { name, dimension: 3, distance: 'Dot', indexes } as const
      expect(await setupCollection(pool, wanted)).toEqual({ name, dimension: 3, distance: 'Dot', created: true })
      const first = await pool.client.getCollection(name)
      expect(first.config.params.vectors).toMatchObject({ size: 3, distance: 'Dot' })
      const types = Object.entries(first.payload_schema).map(([key, index]) => [key, index?.data_type])
      expect(Object.fromEntries(types)).toEqual({ user: 'keyword', 'home.city': 'text', stars: 'integer' })
      const { createPayloadIndex } = pool.stats().operations
      expect(await setupCollection(pool, wanted)).toMatchObject({ created: false })
      expect(pool.stats().operations.createPayloadIndex).toEqual(createPayloadIndex)
    })

    it('adds an index that is missing to a collection that is there', async () => {
      const pool = await poolOn(await start(), { size: 1 })
      const name = collectionOf(pool)
      await setupCollection(pool, { name, dimension: 3, indexes: { user: 'keyword' } })
      await setupCollection(pool, { name, dimension: 3, indexes })
      expect(Object.keys((await pool.client.getCollection(name)).payload_schema).sort()).toEqual([
        'home.city',
        'stars',
        'user',
      ])
    })

    it('may be called by twenty at once, of whom one creates it', async () => {
      const pool = await poolOn(await start(), { size: 5, minSize: 5 })
      const name = collectionOf(pool)
      const calls = Array.from({ length: 20 }, () => setupCollection(pool, { name, dimension: 3, indexes }))
      const created = (await Promise.all(calls)).filter((collection) => collection.created)
      expect(created).toHaveLength(1)
    })

    it('tells everything that differs from what is there, and changes nothing', async () => {
      const pool = await poolOn(await start(), { size: 1 })
      const name = collectionOf(pool)
      await setupCollection(pool, { name, dimension: 3, distance: 'Dot', indexes: { user: 'keyword' } })
      const before = await pool.client.getCollection(name)
      const other = { name, dimension: 4, indexes: { user: 'integer', stars: 'integer' } } as const
      await expect(setupCollection(pool, other)).rejects.toMatchObject({
        code: 'COLLECTION_MISMATCH',
        message:
          `setupCollection: the collection '${name}' is another one: expected dimension 4, found 3; ` +
          'expected distance Cosine, found Dot; expected an index of type integer on `user`, found keyword',
        solutions: [expect.stringContaining('another `name`'), expect.stringContaining('deleteCollection')],
      })
      const { payload_schema, config } = await pool.client.getCollection(name)
      expect({ payload_schema, config }).toEqual({ payload_schema: before.payload_schema, config: before.config })
    })

    it('tells of two at once with different dimensions the one that came second', async () => {
      const pool = await poolOn(await start(), { size: 2, minSize: 2 })
      const name = collectionOf(pool)
      const calls = [3, 4].map((dimension) => setupCollection(pool, { name, dimension }))
      const settled = await Promise.allSettled(calls)
      expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(settled.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'COLLECTION_MISMATCH' },
      })
    })

    it.each([
      [{ vectors: { body: { size: 3, distance: 'Cosine' } } }, 'found `body`'],
      [{ vectors: {} }, 'found none'],
    ] as const)('refuses a collection without a plain vector: %j', async (params, found) => {
      const pool = await poolOn(await start(), { size: 1 })
      const name = collectionOf(pool)
      await pool.client.createCollection(name, params)
      const message = `expected one vector without a name, ${found}`
      await expect(setupCollection(pool, { name, dimension: 3 })).rejects.toThrow(message)
    })
  })
}

describe('the settings of setupCollection', () => {
  it('have the dimension of the embedder where none is given', async () => {
    const { url } = await localServer()
    const pool = await poolOn(url, { size: 1, embedder: hashing({ dimension: 48 }) })
    expect(await setupCollection(pool, { name: 'a' })).toMatchObject({ dimension: 48, distance: 'Cosine' })
    const other = await poolOn(url, { size: 1, embedder: hashing({ dimension: 64 }) })
    await expect(setupCollection(other, { name: 'a' })).rejects.toThrow('expected dimension 64, found 48')
  })

  it.each([
    [
      { name: 'a' },
      'expected `dimension` to be a whole number of at least 1, since the pool has no embedder, got none',
    ],
    [{ name: 'a', dimension: 0 }, 'expected `dimension` to be a whole number of at least 1, got 0'],
    [{ name: 'a', dimension: 2.5 }, 'expected `dimension` to be a whole number of at least 1, got 2.5'],
    [
      { name: 'a', dimension: 2, distance: 'cosine' },
      'expected `distance` to be Cosine, Dot, Euclid, Manhattan, got "cosine"',
    ],
    [{ name: 'a/b', dimension: 2 }, 'setupCollection: expected a collection name'],
    [{ name: 'a', dimension: 2, index: {} }, 'setupCollection: unknown option `index`'],
  ])('are refused: %j', async (settings, message) => {
    const pool = await poolOn((await localServer()).url, { size: 1 })
    await expect(setupCollection(pool, settings as CollectionSettings)).rejects.toThrow(message)
    expect(await pool.client.getCollections()).toEqual({ collections: [] })
  })
})
