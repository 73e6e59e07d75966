// A memory of what users have said: stored with a typed payload, found again by meaning among those of one user.
import { createPool, hashing } from 'qdrant-worker-pool'
import { filters, MemoryStore } from 'qdrant-worker-pool/store'

/** @typedef {{ user: string, topics: string[], at: string }} Fact */

/** @type {import('qdrant-worker-pool/store').Filters<Fact>} */
const { and, match, not, range } = filters()

const pool = await createPool({ url: process.env.QDRANT_URL ?? ':memory:', size: 2, embedder: hashing() })
try {
  /** @type {MemoryStore<Fact>} */
  const store = await MemoryStore.open(pool, {
    name: 'example-memories',
    indexes: { user: 'keyword', topics: 'keyword', at: 'datetime' },
  })

  await store.batchStore([
    {
      id: 1,
      text: 'Ada drinks green tea in the morning',
      payload: { user: 'ada', topics: ['food'], at: '2026-01-05' },
    },
    { id: 2, text: 'Ada reads in the morning train', payload: { user: 'ada', topics: ['travel'], at: '2026-02-01' } },
    { id: 3, text: 'Bob drinks nothing but coffee', payload: { user: 'bob', topics: ['food'], at: '2026-02-03' } },
  ])
  await store.update(1, { payload: { at: '2026-03-01' } })

  const hers = and(match('user', 'ada'), not(match('topics', 'travel')), range('at', { gte: new Date('2026-02-15') }))
  for (const { score, text, payload } of await store.retrieve('what does she drink?', { filter: hers, limit: 3 })) {
    console.log(`${score.toFixed(3)}  ${text} (${payload.topics.join()}, ${payload.at})`)
  }

  let cursor
  do {
    const page = await store.list({ limit: 2, ...(cursor !== undefined && { cursor }) })
    console.log(page.memories.map(({ id }) => id).join(' '))
    cursor = page.cursor
  } while (cursor !== undefined)

  await store.deleteByFilter(match('user', 'bob'))
  console.log(`${await store.count()} left`)
  await store.close()
} finally {
  await pool.close()
}
