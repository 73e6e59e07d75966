// Compiled by `npm run check`, never run: what a program that uses the store relies on.
import type { Schemas } from '@qdrant/js-client-rest'
import type { Pool } from '../../src/index.ts'
import {
  type Filter,
  filters,
  type Memory,
  MemoryStore,
  type Page,
  type PointId,
  type ScoredMemory,
  setupCollection,
} from '../../src/store/index.ts'

interface Note {
  readonly user: string
  readonly kind: 'note' | 'fact'
  readonly stars?: number
  readonly done: boolean | null
  readonly tags: readonly string[]
  readonly at: string
  readonly home: { readonly city: string; readonly zip?: number }
  readonly visits?: readonly { readonly city: string; readonly days: number }[]
}

const { match, anyOf, range, words, isEmpty, not, and, or } = filters<Note>()

export const typed: Schemas['Filter'] = and(
  match('user', 'ada'),
  match('kind', 'fact'),
  match('done', true),
  match('stars', 3),
  match('tags', 'tea'),
  match('home.city', 'Lima'),
  match('visits[].city', 'Lima'),
  anyOf('kind', ['note', 'fact']),
  or(range('stars', { gte: 1, lt: 5 }), range('at', { gt: new Date(0), lte: '2026-01-01T00:00:00Z' })),
  not(range('visits[].days', { gt: 2 })),
  isEmpty('home.zip'),
  // By hand, beside the others.
  { must: [{ has_id: [1] }] },
)

// @ts-expect-error: no such key
match('usr', 'ada')
// @ts-expect-error: a number is no user
match('user', 7)
// @ts-expect-error: none of the kinds
match('kind', 'memo')
// @ts-expect-error: elements are strings
match('tags', ['tea'])
// @ts-expect-error: an object is matched by its keys
match('home', 'Lima')
// @ts-expect-error: no such key inside
match('home.town', 'Lima')
// @ts-expect-error: a list of objects has brackets
match('visits.city', 'Lima')
// @ts-expect-error: one of the values is none
anyOf('kind', ['note', 'memo'])
// @ts-expect-error: a bound of text for a number
range('stars', { gte: 'many' })
// @ts-expect-error: true and false have no order
range('done', { gte: 1 })
// @ts-expect-error: numbers have no words
words('stars', 'three')

const anyKey = filters()
export const untyped: Filter = and(anyKey.match('whatever.deep', 1), anyKey.range('at', { gte: 3 }))

export async function usesTheStore(pool: Pool): Promise<void> {
  await setupCollection(pool, { name: 'notes', dimension: 4, distance: 'Dot', indexes: { anything: 'keyword' } })
  const store = await MemoryStore.open<Note>(pool, {
    name: 'notes',
    indexes: { user: 'keyword', 'home.city': { type: 'text', tokenizer: 'word' }, 'visits[].days': 'integer' },
  })
  // @ts-expect-error: no such key to index
  await MemoryStore.open<Note>(pool, { name: 'notes', indexes: { usr: 'keyword' } })
  // @ts-expect-error: no such type of index
  await MemoryStore.open<Note>(pool, { name: 'notes', indexes: { user: 'string' } })

  const payload: Note = { user: 'ada', kind: 'note', done: null, tags: [], at: '', home: { city: 'Lima' } }
  const id: PointId = await store.store({ text: 'likes tea', payload })
  const ids: PointId[] = await store.batchStore([{ vector: new Float32Array(4), payload }], { priority: 'batch' })
  // @ts-expect-error: its keys are required
  await store.store({ text: 'likes tea' })
  // @ts-expect-error: and a text alone has none
  await store.store('likes tea')
  // @ts-expect-error: neither text nor vector
  await store.store({ payload })
  const found: ScoredMemory<Note>[] = await store.retrieve('tea', { filter: match('user', 'ada'), scoreThreshold: 0.5 })
  await store.searchWithFilters([1, 2, 3, 4], match('user', 'ada'), { limit: 3, timeoutMs: 100 })
  const one: Memory<Note> | undefined = await store.getById(id)
  const city: string | undefined = one?.payload.home.city
  await store.update(id, { payload: { kind: 'fact' } })
  // @ts-expect-error: none of the kinds
  await store.update(id, { payload: { kind: 'memo' } })
  await store.delete([id, 7, 8n])
  const page: Page<Note> = await store.list({ limit: 10, ...(found[0] && { cursor: found[0].id }) })
  void [ids, city, page]

  const dated = await MemoryStore.open<{ readonly day: Date; readonly any: unknown[] }>(pool, {
    name: 'dated',
    indexes: { day: 'datetime', text: 'text' },
  })
  const day: string | undefined = (await dated.getById(id))?.payload.day
  await dated.store({ text: 'a day', payload: { day: new Date(), any: [] } })
  const ofDay = filters<{ readonly day: Date; readonly any: unknown[] }>()
  await dated.deleteByFilter(
    ofDay.and(ofDay.words('text', 'tea'), ofDay.match('any', 'x'), ofDay.range('day', { lt: day ?? '' })),
  )

  const loose = await MemoryStore.open(pool, { name: 'loose' })
  await loose.store('a text alone')
  await loose.batchStore(['one', { text: 'two', payload: { any: { thing: 1 } } }])
}
