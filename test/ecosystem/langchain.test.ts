import { randomUUID } from 'node:crypto'
import { Document } from '@langchain/core/documents'
import { QdrantVectorStore } from '@langchain/qdrant'
import { QdrantClient } from '@qdrant/js-client-rest'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLocalClient } from '../../src/local.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { poolEmbeddings } from './pool-embeddings.ts'
import { SERVERS, setUp } from './set-up.ts'

const TEXTS = [
  ['Tomatoes want sun and a lot of water', 'vegetable'],
  ['Basil wants sun and a little water', 'herb'],
  ['Ferns want shade and a lot of water', 'fern'],
  ['A compiler turns source text into machine code', 'software'],
] as const
const documents = () =>
  TEXTS.map(([pageContent, kind], index) => new Document({ pageContent, metadata: { kind, index }, id: randomUUID() }))
const ofKind = (...kinds: string[]) => ({ must: [{ key: 'metadata.kind', match: { any: kinds } }] })
const texts = (found: readonly Document[]) => found.map(({ pageContent }) => pageContent)

describe.each(SERVERS)("LangChain's QdrantVectorStore over pool.client, on $name", (server) => {
  async function filled() {
    const { pool, url, prefix } = await setUp(server)
    const config = { client: pool.client, collectionName: `${prefix}-docs` }
    const given = documents()
    const store = await QdrantVectorStore.fromDocuments(given, poolEmbeddings(pool), config)
    return { pool, url, prefix, config, given, store }
  }

  it('makes a collection from documents, and finds in it by text', async () => {
    const { store, given } = await filled()
    const found = await store.similaritySearch('how much water do tomatoes want?', 2)
    expect(found[0]).toEqual(given[0])
    expect(found).toHaveLength(2)
  })

  it('takes the collection that is there, and adds documents with ids and payloads of their own', async () => {
    const { store: first, pool, config } = await filled()
    const store = await QdrantVectorStore.fromExistingCollection(poolEmbeddings(pool), config)
    const ids = [randomUUID(), randomUUID()]
    const more = ['Moss wants shade', 'Cress wants little'].map((pageContent) => ({ pageContent, metadata: {} }))
    await store.addDocuments(more, { ids, customPayload: [{ source: 'a' }, { source: 'b' }] })
    expect(texts(await first.similaritySearch('moss', 1))).toEqual(['Moss wants shade'])
    const stored = await pool.client.retrieve(config.collectionName, { ids })
    expect(stored.map(({ payload }) => payload?.customPayload).sort()).toMatchObject([{ source: 'a' }, { source: 'b' }])
  })

  it('adds vectors that were made elsewhere', async () => {
    const { store, pool } = await filled()
    const vectors = await poolEmbeddings(pool).embedDocuments(['a rose is a rose'])
    await store.addVectors(vectors, [new Document({ pageContent: 'of the rose', metadata: { kind: 'poem' } })])
    expect(texts(await store.similaritySearch('is a rose a rose?', 1))).toEqual(['of the rose'])
  })

  it('finds with scores, best first, and with a filter', async () => {
    const { store } = await filled()
    const found = await store.similaritySearchWithScore('sun and water', 4)
    const scores = found.map(([, score]) => score)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    const chosen = await store.similaritySearchWithScore('sun and water', 4, ofKind('herb', 'software'))
    expect(texts(chosen.map(([document]) => document))).toEqual([TEXTS[1][0], TEXTS[3][0]])
  })

  it('finds what is near and yet differs', async () => {
    const { store } = await filled()
    const twin = new Document({ pageContent: TEXTS[0][0], metadata: { kind: 'twin' } })
    await store.addDocuments([twin])
    const nearest = await store.similaritySearch(TEXTS[0][0], 2)
    const varied = await store.maxMarginalRelevanceSearch(TEXTS[0][0], { k: 2, fetchK: 5, lambda: 0.9 })
    expect(texts(nearest)).toEqual([TEXTS[0][0], TEXTS[0][0]])
    expect(varied).toHaveLength(2)
    expect(new Set(texts(varied)).size).toBe(2)
  })

  it('deletes by ids and by a filter', async () => {
    const { store, given, pool, config } = await filled()
    await store.delete({ ids: [given[0]?.id ?? ''] })
    expect(await pool.client.count(config.collectionName)).toEqual({ count: 3 })
    await store.delete({ filter: ofKind('fern', 'software') })
    expect(texts(await store.similaritySearch('anything', 10))).toEqual([TEXTS[1][0]])
  })

  it('serves as a retriever, with a filter', async () => {
    const { store } = await filled()
    const retriever = store.asRetriever({ k: 2, filter: ofKind('vegetable', 'fern') })
    expect(texts(await retriever.invoke('a lot of water, and shade'))).toEqual([TEXTS[2][0], TEXTS[0][0]])
  })

  it('answers 50 callers at once, over the pool’s connections, as it answers one', async () => {
    const { store, pool } = await filled()
    const ask = (caller: number) => store.similaritySearchWithScore(`${TEXTS[caller % 4]?.[0]}?`, 3)
    const alone = [await ask(0), await ask(1), await ask(2), await ask(3)]
    const together = await Promise.all(Array.from({ length: 50 }, (_, caller) => ask(caller)))
    for (const [caller, answer] of together.entries()) expect(answer).toEqual(alone[caller % 4])
    expect(pool.stats().created).toBeLessThanOrEqual(3)
  })

  it('gives on pool.client what it gives on a QdrantClient of its own, errors included', async () => {
    const { pool, url, config } = await filled()
    const flow = async (client: QdrantClient) => {
      const store = await QdrantVectorStore.fromExistingCollection(poolEmbeddings(pool), { ...config, client })
      const misfit = store.addVectors([[1, 2]], [new Document({ pageContent: 'of two numbers' })])
      const nonsense = store.similaritySearch('water', 1, { must: 7 } as never)
      return Promise.all([
        store.similaritySearchWithScore('sun', 3),
        store.maxMarginalRelevanceSearch('sun', { k: 3, lambda: 0.5 }),
        misfit.catch(({ message }) => message),
        // Where in the body it stands may differ.
        nonsense.catch(({ name, status, data }) => ({ name, status, error: data.status.error.split(' at line')[0] })),
      ])
    }
    const answers = await flow(pool.client)
    expect(answers).toEqual(await flow(new QdrantClient({ url })))
    expect(answers.slice(2)).toMatchObject([expect.stringMatching(/^400 .*dimension/), { status: 400 }])
  })
})

it('runs on a local client, and finds its documents again when that is opened anew', async () => {
  const path = tempFolder()
  const { pool } = await setUp({})
  const open = async () => {
    const client = await createLocalClient({ path })
    onTestFinished(() => client.close())
    const store = await QdrantVectorStore.fromExistingCollection(poolEmbeddings(pool), { client })
    return { client, store }
  }
  const first = await open()
  await first.store.addDocuments(documents())
  await first.client.close()
  const { store } = await open()
  expect(texts(await store.similaritySearch('compiler', 1))).toEqual([TEXTS[3][0]])
})
