import { randomUUID } from 'node:crypto'
import { Memory, Qdrant } from 'mem0ai/oss'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { llmStub } from './llm-stub.ts'
import { poolEmbeddings } from './pool-embeddings.ts'
import { SERVERS, type SetUp, setUp } from './set-up.ts'

/** mem0 makes it beside the collection that it is told, whatever that is called. */
const OWN_COLLECTION = 'memory_migrations'
const BOB = { userId: 'bob' }
const OF_BOB = { filters: { user_id: 'bob' } }

/** mem0 answers some failures of its store with an empty list, and a word on the console. */
const complaints = vi.spyOn(console, 'error')
beforeEach(() => {
  complaints.mockClear()
  onTestFinished(() => expect(complaints.mock.calls).toEqual([]))
})

async function mem0SetUp(server: (typeof SERVERS)[number]): Promise<SetUp> {
  const parts = await setUp(server)
  const { client } = parts.pool
  const { exists } = await client.collectionExists(OWN_COLLECTION)
  onTestFinished(async () => {
    if (!exists) await client.deleteCollection(OWN_COLLECTION)
  })
  return parts
}

describe.each(SERVERS)("mem0's Memory over pool.client, on $name", (server) => {
  async function memory() {
    const { pool, prefix } = await mem0SetUp(server)
    const llm = await llmStub()
    const memory = new Memory({
      vectorStore: { provider: 'qdrant', config: { client: pool.client, collectionName: `${prefix}-memories` } },
      embedder: { provider: 'langchain', config: { model: poolEmbeddings(pool) } },
      llm: { provider: 'openai', config: { apiKey: 'none', baseURL: llm.url } },
      historyStore: { provider: 'memory', config: {} },
    })
    const told = async (...texts: string[]) => {
      const messages = texts.map((content) => ({ role: 'user', content }))
      return (await memory.add(messages, { ...BOB, infer: false })).results.map(({ id }) => id)
    }
    return { memory, llm, told, pool, prefix }
  }
  const contents = ({ results }: { results: { memory?: string }[] }) => results.map((one) => one.memory).sort()

  it('adds what it is told, and finds it by text, of one user alone', async () => {
    const { memory: own, told } = await memory()
    await told('I grow tomatoes on the roof', 'My bicycle is green')
    await own.add('I grow tomatoes in the cellar', { userId: 'eve', infer: false })
    const { results } = await own.search('where do I grow tomatoes?', { ...OF_BOB, topK: 5 })
    expect(results[0]).toMatchObject({ memory: 'I grow tomatoes on the roof', user_id: 'bob' })
    expect(contents({ results })).not.toContain('I grow tomatoes in the cellar')
  })

  it('gets one and all, updates, tells the history, and deletes', async () => {
    const { memory: own, told } = await memory()
    const [roof = '', bicycle = ''] = await told('I grow tomatoes on the roof', 'My bicycle is green')
    expect(await own.get(roof)).toMatchObject({ id: roof, memory: 'I grow tomatoes on the roof' })
    await own.update(bicycle, { text: 'My bicycle is red' })
    expect(contents(await own.getAll(OF_BOB))).toEqual(['I grow tomatoes on the roof', 'My bicycle is red'])
    const history = await own.history(bicycle)
    expect(history.map((change) => [change.action, change.previous_value, change.new_value]).sort()).toEqual([
      ['ADD', null, 'My bicycle is green'],
      ['UPDATE', 'My bicycle is green', 'My bicycle is red'],
    ])
    await own.delete(bicycle)
    expect(await own.get(bicycle)).toBeNull()
    expect(contents(await own.getAll(OF_BOB))).toEqual(['I grow tomatoes on the roof'])
  })

  it('keeps what the model made of a talk, and the same thing once', async () => {
    const { memory: own, llm } = await memory()
    llm.answer = { memory: [{ id: '0', text: 'Bob is allergic to peanuts' }] }
    const talk = [{ role: 'user', content: 'No peanuts for me, please: I am allergic, says Bob' }]
    expect(contents(await own.add(talk, BOB))).toEqual(['Bob is allergic to peanuts'])
    expect(contents(await own.add(talk, BOB))).toEqual([])
    expect(llm.requests).toBe(2)
    const { results } = await own.search('what is Bob allergic to?', OF_BOB)
    expect(results[0]).toMatchObject({ memory: 'Bob is allergic to peanuts' })
  })

  it('deletes all of one user, and everything', async () => {
    const { memory: own, told, pool, prefix } = await memory()
    await told('I grow tomatoes on the roof', 'My bicycle is green')
    await own.add('I own a bicycle', { userId: 'eve', infer: false })
    await own.deleteAll(BOB)
    expect(await own.getAll(OF_BOB)).toEqual({ results: [] })
    expect(contents(await own.getAll({ filters: { user_id: 'eve' } }))).toEqual(['I own a bicycle'])
    await own.reset()
    expect(await pool.client.count(`${prefix}-memories`)).toEqual({ count: 0 })
    await told('It is all new')
    expect(contents(await own.getAll(OF_BOB))).toEqual(['It is all new'])
  })
})

describe.each(SERVERS)("mem0's Qdrant store over pool.client, on $name", (server) => {
  it('lists and searches with each kind of filter that it has', async () => {
    const { pool, prefix } = await mem0SetUp(server)
    const sized = { dimension: 2, embeddingModelDims: 2 }
    const store = new Qdrant({ client: pool.client, collectionName: `${prefix}-store`, ...sized })
    const ids = Array.from({ length: 6 }, () => randomUUID())
    const payloads = ids.map((_, age) => ({ age, even: age % 2 === 0, data: `number ${age}`, user_id: 'bob' }))
    await store.insert(
      ids.map((_, age) => [age, 1]),
      ids,
      payloads,
    )
    const cases: [object, number[]][] = [
      [{ age: 3 }, [3]],
      [{ age: [1, 2] }, [1, 2]],
      [{ age: { gte: 2, lt: 4 } }, [2, 3]],
      [{ age: { ne: 3 }, even: false }, [1, 5]],
      [{ age: { nin: [0, 1, 2] } }, [3, 4, 5]],
      [{ data: { contains: 'number 4' } }, [4]],
      [{ age: '*', even: true }, [0, 2, 4]],
      [{ OR: [{ age: 0 }, { AND: [{ even: false }, { age: { gt: 3 } }] }] }, [0, 5]],
      [{ NOT: [{ even: true }] }, [1, 3, 5]],
    ]
    for (const [filter, ages] of cases) {
      const [listed, count] = await store.list(filter, 10)
      const found = await store.search([1, 0], 10, filter)
      const agesOf = (results: readonly { payload: Record<string, unknown> }[]) =>
        results.map(({ payload }) => payload.age).sort()
      expect([count, agesOf(listed), agesOf(found)], JSON.stringify(filter)).toEqual([ages.length, ages, ages])
    }
    const worded = await store.keywordSearch('which number is it: 4?', 1)
    // The embedded server embeds no words, which mem0 finds out by itself.
    expect(worded).toEqual(server.at === undefined ? null : [expect.objectContaining({ id: ids[4] })])
    await store.deleteCol()
    expect(await pool.client.collectionExists(`${prefix}-store`)).toEqual({ exists: false })
  })
})
