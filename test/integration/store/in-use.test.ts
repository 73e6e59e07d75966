import { describe, expect, it } from 'vitest'
import { hashing } from '../../../src/index.ts'
import { filters } from '../../../src/store/index.ts'
import { poolOn } from '../../support/local-pool.ts'
import { servers } from '../../support/servers.ts'
import { type Note, notesOn } from '../../support/store-set-up.ts'

const { match, range, and } = filters<Note>()

for (const { name: where, start, skip } of servers) {
  describe.skipIf(skip)(`a store in use on ${where}`, () => {
    it('serves 50 callers at once, each of whom reads what he has written', async () => {
      const pool = await poolOn(await start(), { size: 5, embedder: hashing() })
      const store = await notesOn(pool, { indexes: { user: 'keyword' } })
      const callers = Array.from({ length: 50 }, async (_, caller) => {
        const user = `user ${caller}`
        const mine = match('user', user)
        for (let turn = 0; turn < 5; turn++) {
          const id = await store.store({ text: `note ${turn} of ${user}`, payload: { user, stars: turn } })
          expect((await store.getById(id))?.payload).toEqual({ user, stars: turn })
          await store.update(id, { payload: { stars: turn + 10 } })
          expect(await store.count({ filter: mine })).toBe(turn + 1)
        }
        const found = await store.retrieve(`note 3 of ${user}`, { filter: mine })
        expect(found.map(({ payload }) => payload.stars).sort()).toEqual([10, 11, 12, 13, 14])
        await store.deleteByFilter(and(mine, range('stars', { lt: 12 })))
        expect(await store.count({ filter: mine })).toBe(3)
      })
      await Promise.all(callers)
      expect(await store.count()).toBe(150)
      expect(store.getPoolStats()).toMatchObject({ size: 5, created: 5, failed: 0, replaced: 0 })
    })

    it('tells its health with that of the pool', async () => {
      const store = await notesOn(await poolOn(await start(), { size: 2 }), { dimension: 2 })
      await store.store({ vector: [1, 0], payload: { user: 'ada', stars: 1 } })
      expect(await store.healthCheck()).toMatchObject({ healthy: true, tier: 'medium', points: 1 })
    })

    it('closes when the calls under way have settled, and leaves the pool open', async () => {
      const pool = await poolOn(await start(), { size: 2 })
      const store = await notesOn(pool, { dimension: 2 })
      let settled = false
      const call = store.store({ vector: [1, 0], payload: { user: 'ada', stars: 1 } }).then(() => {
        settled = true
      })
      await store.close()
      expect(settled).toBe(true)
      await call
      await expect(store.count()).rejects.toMatchObject({ code: 'POOL_CLOSED', message: 'The store is closed' })
      await store.close()
      expect(await pool.client.count(store.collection.name)).toEqual({ count: 1 })
    })
  })
}
