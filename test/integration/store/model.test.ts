import { describe, expect, it } from 'vitest'
import { hashing } from '../../../src/index.ts'
import { MemoryStore } from '../../../src/store/index.ts'
import { poolOn } from '../../support/local-pool.ts'
import type { Fact } from '../../support/note-model.ts'
import { NoteProgram } from '../../support/note-program.ts'
import { servers } from '../../support/servers.ts'
import { collectionOf } from '../../support/store-set-up.ts'

const OPERATIONS = 10_000
const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31)
console.log(`seed ${seed}`)

for (const { name: where, start, skip } of servers) {
  describe.skipIf(skip)(`a store on ${where}`, () => {
    it(`answers ${OPERATIONS} random calls as a Map would`, { timeout: 300_000 }, async () => {
      const pool = await poolOn(await start(), { size: 2, embedder: hashing({ dimension: 16 }) })
      const indexes = { user: 'keyword', 'home.city': 'keyword', stars: 'integer' } as const
      const store = await MemoryStore.open<Fact>(pool, { name: collectionOf(pool), indexes })
      const program = new NoteProgram(store, pool, seed)
      for (let turn = 0; turn < OPERATIONS; turn++) {
        await program.step().catch((cause: unknown) => {
          throw new Error(`call ${turn} of seed ${seed}: ${(cause as Error).message}`, { cause })
        })
        if (turn % 1_000 === 999) await program.compareAll()
      }
      console.log(program.made)
      expect(Object.values(program.made).reduce((sum, count) => sum + count)).toBe(OPERATIONS)
    })
  })
}
