import { describe, expect, it } from 'vitest'
import { hashing } from '../../../src/index.ts'
import { filters, MemoryStore } from '../../../src/store/index.ts'
import { poolOn } from '../../support/local-pool.ts'
import { servers } from '../../support/servers.ts'
import { collectionOf, type Note, notesOn } from '../../support/store-set-up.ts'

const { match, range, and, not, words } = filters<Note>()
const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/

for (const { name: where, start, skip } of servers) {
  describe.skipIf(skip)(`MemoryStore on ${where}`, () => {
    async function texts() {
      const pool = await poolOn(await start(), { size: 2, embedder: hashing() })
      return { pool, store: await notesOn(pool, { indexes: { user: 'keyword' } }) }
    }

    async function vectors() {
      const pool = await poolOn(await start(), { size: 2 })
      return { pool, store: await notesOn(pool, { dimension: 2 }) }
    }

    it('embeds and stores a text, and finds it by another', async () => {
      const { store } = await texts()
      const id = await store.store({ text: 'a cat sleeps on the sofa', payload: { user: 'ada', stars: 1 } })
      await store.store({ text: 'compilers make machine code', payload: { user: 'bob', stars: 2 } })
      expect(id).toMatch(UUID_7)
      expect(await store.getById(id)).toEqual({
        id,
        text: 'a cat sleeps on the sofa',
        payload: { user: 'ada', stars: 1 },
      })
      const [best, second] = await store.retrieve('where does the cat sleep?')
      expect(best).toEqual({
        id,
        text: 'a cat sleeps on the sofa',
        payload: { user: 'ada', stars: 1 },
        score: expect.any(Number),
      })
      expect(best?.score).toBeGreaterThan(second?.score ?? 0)
    })

    it('keeps two memories of one text apart', async () => {
      const { store } = await texts()
      for (const user of ['ada', 'bob']) await store.store({ text: 'likes tea', payload: { user, stars: 1 } })
      const found = await store.retrieve('tea')
      expect(found.map(({ payload }) => payload.user).sort()).toEqual(['ada', 'bob'])
    })

    it('takes texts alone where no key of the payload is required', async () => {
      const { pool } = await texts()
      const store = await MemoryStore.open(pool, { name: collectionOf(pool) })
      const ids = [await store.store('one'), ...(await store.batchStore(['two', { text: 'three', payload: { a: 1 } }]))]
      const { memories } = await store.list()
      expect(memories).toEqual([
        { id: ids[0], text: 'one', payload: {} },
        { id: ids[1], text: 'two', payload: {} },
        { id: ids[2], text: 'three', payload: { a: 1 } },
      ])
    })

    it('stores vectors as they are, with a text beside them or without, and needs no embedder', async () => {
      const { store } = await vectors()
      const payload = { user: 'ada', stars: 1 }
      await store.store({ id: 1, vector: [1, 0], payload })
      await store.store({ id: 2n, vector: new Float32Array([0, 1]), text: 'upwards', payload })
      expect(await store.retrieve([0, 1], { limit: 1 })).toEqual([{ id: 2, text: 'upwards', payload, score: 1 }])
      expect(await store.retrieve(new Float32Array([1, 0]), { limit: 1 })).toEqual([
        { id: 1, text: undefined, payload, score: 1 },
      ])
    })

    it('replaces a memory that is stored again, payload and all', async () => {
      const { store } = await vectors()
      await store.store({ id: 1, vector: [1, 0], payload: { user: 'ada', stars: 1, tags: ['tea'] } })
      await store.store({ id: 1, vector: [0, 1], payload: { user: 'bob', stars: 2 } })
      expect(await store.getById(1)).toEqual({ id: 1, text: undefined, payload: { user: 'bob', stars: 2 } })
      expect(await store.count()).toBe(1)
    })

    it('stores many in order, of one id the last, and has stored them when it resolves', async () => {
      const { store } = await vectors()
      const memories = Array.from({ length: 700 }, (_, index) => ({
        id: index % 650,
        vector: [1, index],
        payload: { user: 'ada', stars: index },
      }))
      expect(await store.batchStore(memories)).toEqual(memories.map(({ id }) => id))
      expect(await store.count()).toBe(650)
      expect((await store.getById(3))?.payload.stars).toBe(653)
      expect(await store.batchStore([])).toEqual([])
    })

    it('sends none of many where one is wrong', async () => {
      const { store } = await vectors()
      const good = { vector: [1, 0], payload: { user: 'ada', stars: 1 } }
      const bad = { ...good, vector: [1] }
      await expect(store.batchStore([good, bad])).rejects.toThrow(
        'batchStore: memory 1: expected a vector of 2 numbers',
      )
      expect(await store.count()).toBe(0)
    })

    it('finds only what matches, above a score, up to a limit', async () => {
      const { store } = await vectors()
      await store.batchStore(
        [0, 1, 2, 3, 4, 5].map((id) => ({
          id,
          vector: [1, id],
          payload: { user: id % 2 === 0 ? 'ada' : 'bob', stars: id },
        })),
      )
      const ids = async (found: Promise<{ id: unknown }[]>) => (await found).map(({ id }) => id)
      expect(await ids(store.retrieve([1, 0]))).toEqual([0, 1, 2, 3, 4, 5])
      expect(await ids(store.retrieve([1, 0], { filter: match('user', 'bob'), limit: 2 }))).toEqual([1, 3])
      expect(await ids(store.retrieve([1, 0], { scoreThreshold: 0.7 }))).toEqual([0, 1])
      const filter = and(match('user', 'ada'), not(range('stars', { lt: 2 })))
      expect(await ids(store.searchWithFilters([0, 1], filter))).toEqual([4, 2])
      expect(await store.count({ filter })).toBe(2)
    })

    it('finds by a text with a filter', async () => {
      const { store } = await texts()
      const payload = { user: 'ada', stars: 1, home: { city: 'Lima' } }
      await store.store({ id: 1, text: 'tea in the morning', payload })
      await store.store({ id: 2, text: 'tea in the morning', payload: { ...payload, user: 'bob' } })
      const found = await store.searchWithFilters('morning tea', and(match('user', 'bob'), words('home.city', 'Lima')))
      expect(found).toMatchObject([{ id: 2 }])
    })

    it('changes the keys that are named, each as a whole, and keeps the others, vector and text', async () => {
      const { store } = await texts()
      const payload = { user: 'ada', stars: 1, tags: ['a', 'b'], home: { city: 'Lima' } }
      await store.store({ id: 1, text: 'likes tea', payload })
      const [before] = await store.retrieve('tea')
      await store.update(1, { payload: { stars: 2, tags: ['c'] } })
      expect(await store.retrieve('tea')).toEqual([{ ...before, payload: { ...payload, stars: 2, tags: ['c'] } }])
    })

    it('embeds a changed text anew, and keeps the payload', async () => {
      const { store } = await texts()
      await store.store({ id: 1, text: 'likes tea', payload: { user: 'ada', stars: 1 } })
      await store.store({ id: 2, text: 'likes milk', payload: { user: 'bob', stars: 1 } })
      await store.update(1, { text: 'rain falls in Lima', payload: { stars: 5 } })
      const [best] = await store.retrieve('is there rain in Lima?', { limit: 1 })
      expect(best).toMatchObject({ id: 1, text: 'rain falls in Lima', payload: { user: 'ada', stars: 5 } })
    })

    it('changes a vector alone', async () => {
      const { store } = await vectors()
      await store.store({ id: 1, text: 'here', vector: [1, 0], payload: { user: 'ada', stars: 1 } })
      await store.update(1, { vector: [0, 1] })
      expect(await store.retrieve([0, 1])).toEqual([
        { id: 1, text: 'here', payload: { user: 'ada', stars: 1 }, score: 1 },
      ])
    })

    it('loses no change of several made to one memory at once', async () => {
      const { store } = await texts()
      await store.store({ id: 1, text: 'first', payload: { user: 'ada', stars: 1 } })
      await Promise.all([
        store.update(1, { payload: { stars: 2 } }),
        store.update(1, { text: 'second' }),
        store.update(1, { payload: { tags: ['tea'] } }),
      ])
      expect(await store.getById(1)).toEqual({
        id: 1,
        text: 'second',
        payload: { user: 'ada', stars: 2, tags: ['tea'] },
      })
    })

    it.each([
      ['a payload', { payload: { stars: 2 } }],
      ['a vector', { vector: [1, 0] }],
      ['both', { vector: [1, 0], payload: { stars: 2 } }],
    ])('tells that there is no memory of which %s could be changed, and makes none', async (_what, change) => {
      const { store } = await vectors()
      await expect(store.update(7, change)).rejects.toMatchObject({
        code: 'POINT_NOT_FOUND',
        message: 'update: the collection has no point 7',
        outcome: 'rejected',
        solutions: [expect.any(String), expect.any(String)],
        cause: { status: 404 },
      })
      expect(await store.count()).toBe(0)
    })

    it('deletes one, several, and those that match; what is not there is no error', async () => {
      const { store } = await vectors()
      await store.batchStore(
        [0, 1, 2, 3, 4, 5].map((id) => ({ id, vector: [1, id], payload: { user: `user ${id % 3}`, stars: id } })),
      )
      await store.delete(0)
      await store.delete([1, 77])
      await store.delete([])
      expect(await store.count()).toBe(4)
      await store.deleteByFilter(match('user', 'user 2'))
      expect((await store.list()).memories.map(({ id }) => id)).toEqual([3, 4])
      expect(await store.getById(2)).toBeUndefined()
    })

    it('lists page by page, each memory once, in the order of ids', async () => {
      const { store } = await vectors()
      const memories = Array.from({ length: 25 }, (_, index) => ({
        vector: [1, index],
        payload: { user: index % 2 === 0 ? 'ada' : 'bob', stars: index },
      }))
      await store.batchStore(memories)
      const seen: number[] = []
      const lengths: number[] = []
      let cursor: Awaited<ReturnType<typeof store.list>>['cursor']
      do {
        const page = await store.list({ limit: 10, ...(cursor !== undefined && { cursor }) })
        seen.push(...page.memories.map(({ payload }) => payload.stars))
        lengths.push(page.memories.length)
        cursor = page.cursor
      } while (cursor !== undefined)
      // Ids that were made one after another sort so.
      expect(seen).toEqual(memories.map((_, index) => index))
      expect(lengths).toEqual([10, 10, 5])
      const ofBob = await store.list({ filter: match('user', 'bob'), limit: 12 })
      expect(ofBob.memories).toHaveLength(12)
      expect(ofBob.cursor).toBeUndefined()
    })
  })
}
