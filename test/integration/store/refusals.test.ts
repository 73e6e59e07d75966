import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPool, hashing, type Pool } from '../../../src/index.ts'
import { type CollectionSettings, filters, MemoryStore } from '../../../src/store/index.ts'
import { localServer, poolOn } from '../../support/local-pool.ts'
import { payload, proxiedStore } from '../../support/store-calls.ts'
import type { Note } from '../../support/store-set-up.ts'

const { match, and, or } = filters<Note>()
const scripted = { module: new URL('../../support/embedders.ts', import.meta.url) }
type Store = MemoryStore<Note>

describe('arguments that a store refuses before anything is sent', () => {
  let pool: Pool
  let store: Store
  beforeAll(async () => {
    pool = await createPool({ url: ':memory:', size: 1, embedder: scripted })
    store = await MemoryStore.open<Note>(pool, { name: 'notes', dimension: 4 })
  })
  afterAll(() => pool.close())

  it.each([
    ['store: expected a text that is not empty', (s: Store) => s.store({ text: ' ', payload })],
    ['retrieve: expected a text that is not empty', (s: Store) => s.retrieve('')],
    ['update: expected a text that is not empty', (s: Store) => s.update(1, { text: '' })],
    [
      'store: expected a vector of 4 numbers, as the collection has them, got 3',
      (s: Store) => s.store({ vector: [1, 2, 3], payload }),
    ],
    ['retrieve: expected a vector of 4 numbers, as the collection has them, got 0', (s: Store) => s.retrieve([])],
    [
      'update: expected a vector of 4 numbers, as the collection has them, got 5',
      (s: Store) => s.update(1, { vector: new Float32Array(5) }),
    ],
    [
      'retrieve: expected `vector` to be a list of numbers or a Float32Array, got number',
      (s: Store) => s.retrieve(7 as never),
    ],
    ['store: it has neither `text` nor `vector`', (s: Store) => s.store({ payload } as never)],
    ['store: expected an object { id?, text or vector, payload? }, got null', (s: Store) => s.store(null as never)],
    [
      'store: unknown member `user`: facts belong in `payload`',
      (s: Store) => s.store({ vector: [1, 0, 0, 0], user: 'ada' } as never),
    ],
    [
      "store: the payload's key `text` is where the store keeps the text: give it as `text`",
      (s: Store) => s.store({ vector: [1, 0, 0, 0], payload: { ...payload, text: 'a' } as never }),
    ],
    [
      "update: the payload's key `text` is where the store keeps the text: give it as `text`",
      (s: Store) => s.update(1, { payload: { text: 'a' } as never }),
    ],
    ['update: expected a `text`, a `vector` or a `payload`, got none', (s: Store) => s.update(1, {})],
    ['update: unknown member `stars`: facts belong in `payload`', (s: Store) => s.update(1, { stars: 2 } as never)],
    ['getById: expected an id to be a whole number of at least 0 or a UUID, got me', (s: Store) => s.getById('me')],
    ['delete: expected an id to be a whole number of at least 0 or a UUID, got -1', (s: Store) => s.delete([1, -1])],
    [
      'list: expected an id to be a whole number of at least 0 or a UUID, got 1.5',
      (s: Store) => s.list({ cursor: 1.5 }),
    ],
    [
      'deleteByFilter: expected a filter with a condition; to delete all, delete the collection',
      (s: Store) => s.deleteByFilter({ must: [] }),
    ],
    [
      'deleteByFilter: expected a filter with a condition; to delete all, delete the collection',
      (s: Store) => s.deleteByFilter(or(and())),
    ],
    [
      'searchWithFilters: expected a filter with a condition; to search all, call retrieve',
      (s: Store) => s.searchWithFilters([1, 0, 0, 0], and()),
    ],
    ['deleteByFilter: expected a filter, got undefined', (s: Store) => s.deleteByFilter(undefined as never)],
    [
      'searchWithFilters: expected a filter, got undefined',
      (s: Store) => s.searchWithFilters([1, 0, 0, 0], undefined as never),
    ],
    ['update: expected { text?, vector?, payload? }, got null', (s: Store) => s.update(1, null as never)],
    ['update: expected `payload` to be an object, got a list', (s: Store) => s.update(1, { payload: [] as never })],
    ['batchStore: expected a list, got string', (s: Store) => s.batchStore('a text' as never)],
  ])('%s', async (message, call) => {
    const { count } = pool.stats().requests
    const error: unknown = await call(store).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', message, outcome: 'not-sent' })
    expect((error as { solutions: string[] }).solutions.length).toBeGreaterThan(0)
    expect(pool.stats().requests.count).toBe(count)
  })
})

describe('a store on a pool without an embedder', () => {
  it.each([
    ['store', (s: Store) => s.store({ text: 'a', payload })],
    [
      'batchStore: memory 1',
      (s: Store) =>
        s.batchStore([
          { vector: [1, 0, 0, 0], payload },
          { text: 'a', payload },
        ]),
    ],
    ['retrieve', (s: Store) => s.retrieve('a')],
    ['searchWithFilters', (s: Store) => s.searchWithFilters('a', match('user', 'ada'))],
    ['update', (s: Store) => s.update(1, { text: 'a' })],
  ])('%s: NO_EMBEDDER for a text', async (at, call) => {
    const { store } = await proxiedStore()
    await expect(call(store)).rejects.toMatchObject({
      code: 'NO_EMBEDDER',
      message: `${at}: the pool has no embedder to turn a text into a vector`,
      outcome: 'not-sent',
      solutions: [expect.stringContaining('`embedder`'), 'Give a `vector`'],
    })
    expect(await store.count()).toBe(1)
  })
})

describe('a store whose embedder fails', () => {
  it.each([
    ['store', (s: Store) => s.store({ text: 'throw', payload })],
    ['batchStore', (s: Store) => s.batchStore([{ text: 'throw', payload }])],
    ['retrieve', (s: Store) => s.retrieve('throw')],
    ['update', (s: Store) => s.update(1, { text: 'throw' })],
  ])('%s: EMBEDDER_FAILED with its error as the cause', async (method, call) => {
    const { store } = await proxiedStore({ embedder: scripted })
    await expect(call(store)).rejects.toMatchObject({
      code: 'EMBEDDER_FAILED',
      message: `${method}: the embedder failed: the model refuses`,
      outcome: 'not-sent',
      solutions: [expect.any(String)],
      cause: { name: 'RangeError' },
    })
    expect(await store.count()).toBe(1)
  })

  it('is not opened: EMBEDDER_FAILED, where the dimension was to be found', async () => {
    const code = `export const create = () => ({ dimension: 1, async embed(texts) {
      if (texts[0] === 'dimension') throw new Error('the model refuses')
      return texts.map(() => new Float32Array(1))
    } })`
    const module = new URL(`data:text/javascript,${encodeURIComponent(code)}`)
    const pool = await poolOn((await localServer()).url, { embedder: { module } })
    await expect(MemoryStore.open(pool, { name: 'notes' })).rejects.toMatchObject({
      code: 'EMBEDDER_FAILED',
      message: 'setupCollection: the embedder failed: the model refuses',
    })
  })

  it('gives WORKER_CRASHED where its thread ends, and another worker serves', async () => {
    const { store } = await proxiedStore({ embedder: scripted })
    await expect(store.store({ text: 'exit', payload })).rejects.toMatchObject({ code: 'WORKER_CRASHED' })
    await store.store({ text: 'fine', payload })
    expect(await store.count()).toBe(2)
  })

  it('gives DEADLINE_EXCEEDED where it does not come to an end, for all of many at once', async () => {
    const { store } = await proxiedStore({ embedder: scripted })
    const memories = Array.from({ length: 200 }, (_, index) => ({ text: index === 150 ? 'never' : 'fine', payload }))
    await expect(store.batchStore(memories, { timeoutMs: 500 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      message: 'batchStore of 200 memories was not done within 500 ms',
    })
  })

  it("gives the server's own error where its vectors are not as long as those of the collection", async () => {
    const { url } = await localServer()
    const pool = await poolOn(url, { size: 1, embedder: hashing() })
    const settings: CollectionSettings<Note> = { name: 'notes', dimension: 4 }
    const store = await MemoryStore.open<Note>(pool, settings)
    await expect(store.store({ text: 'likes tea', payload })).rejects.toMatchObject({
      status: 400,
      data: { status: { error: expect.stringContaining('expected dim: 4, got 384') } },
    })
  })
})
