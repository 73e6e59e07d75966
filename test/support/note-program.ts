import { expect } from 'vitest'
import { Dice } from '../../bench/chaos/dice.ts'
import type { Pool } from '../../src/index.ts'
import { type Filter, filters, type MemoryStore, type PointId } from '../../src/store/index.ts'
import { type Fact, type Kept, type Matches, NoteModel } from './note-model.ts'

const WORDS = ['tea', 'milk', 'rain', 'snow', 'cat', 'dog', 'moon', 'sun', 'road', 'river', 'stone', 'wood'] as const
const USERS = ['ada', 'bob', 'eve', 'dan'] as const
const CITIES = ['Lima', 'Oslo', 'Rome'] as const
const TAGS = ['a', 'b', 'c'] as const
const UUIDS = Array.from(
  { length: 60 },
  (_, index) => `00000000-0000-4000-8000-${String(index * 7919).padStart(12, '0')}`,
)
/** What float32 vectors and their cosines are apart from those of the model. */
const CLOSE = 1e-4

const WEIGHTS = {
  store: 20,
  batchStore: 4,
  update: 14,
  delete: 8,
  deleteByFilter: 2,
  retrieve: 22,
  getById: 12,
  count: 10,
  list: 8,
}
const { match, anyOf, range, not, and, or } = filters<Fact>()

/** Random calls of a store, each compared with the model's answer. */
export class NoteProgram {
  readonly #store: MemoryStore<Fact>
  readonly #pool: Pool
  readonly #dice: Dice
  readonly #model = new NoteModel()
  readonly #embedded = new Map<string, number[]>()
  /** Calls made, by method. */
  readonly made: Record<string, number> = {}

  constructor(store: MemoryStore<Fact>, pool: Pool, seed: number) {
    this.#store = store
    this.#pool = pool
    this.#dice = new Dice(seed)
  }

  async step(): Promise<void> {
    const name = this.#dice.weighted(WEIGHTS)
    this.made[name] = (this.made[name] ?? 0) + 1
    await this.#steps[name]()
  }

  /** All that is stored is what the model holds. */
  async compareAll(): Promise<void> {
    expect(await this.#listed(undefined, 64)).toEqual(this.#model.ids.map((id) => this.#model.get(id)))
  }

  readonly #steps: Record<keyof typeof WEIGHTS, () => Promise<void>> = {
    store: async () => {
      const { id, ...kept } = await this.#fact()
      expect(await this.#store.store({ id, ...this.#given(kept) })).toBe(id)
      this.#model.put(id, kept)
    },
    batchStore: async () => {
      const facts = []
      for (let left = this.#dice.whole(0, 12); left > 0; left--) facts.push(await this.#fact())
      const ids = await this.#store.batchStore(facts.map(({ id, ...kept }) => ({ id, ...this.#given(kept) })))
      expect(ids).toEqual(facts.map(({ id }) => id))
      for (const { id, ...kept } of facts) this.#model.put(id, kept)
    },
    update: async () => {
      const id = this.#id()
      const { payload, ...whole } = await this.#fact()
      const parts = this.#dice.pick(['payload', 'vector', 'both'])
      const some = this.#dice.chance(0.5) ? { stars: payload.stars } : { home: payload.home, tags: payload.tags }
      const { text, vector } = whole
      const moved =
        text === undefined || this.#dice.chance(0.5) ? { vector, ...(text !== undefined && { text }) } : { text }
      const change = { ...(parts !== 'vector' && { payload: some }), ...(parts !== 'payload' && moved) }
      const known = this.#model.update(id, parts === 'payload' ? { payload: some } : { ...change, vector })
      const update = this.#store.update(id, change)
      if (known) await update
      else await expect(update).rejects.toMatchObject({ code: 'POINT_NOT_FOUND' })
    },
    delete: async () => {
      const ids = Array.from({ length: this.#dice.whole(1, 3) }, () => this.#id())
      await this.#store.delete(ids.length === 1 ? (ids[0] as PointId) : ids)
      for (const id of ids) this.#model.delete(id)
    },
    deleteByFilter: async () => {
      const [filter, matches] = this.#filter()
      await this.#store.deleteByFilter(filter)
      for (const id of this.#model.matching(matches)) this.#model.delete(id)
    },
    retrieve: async () => {
      const [filter, matches] = this.#dice.chance(0.6) ? this.#filter() : [undefined, () => true]
      const text = this.#dice.chance(0.3) ? this.#text() : undefined
      const vector = text === undefined ? this.#vector() : await this.#embed(text)
      const limit = this.#dice.whole(1, 20)
      const scoreThreshold = this.#dice.chance(0.2) ? 0.25 : undefined
      const options = { limit, ...(filter && { filter }), ...(scoreThreshold !== undefined && { scoreThreshold }) }
      const found = await this.#store.retrieve(text ?? vector, options)
      const scores = this.#model.scores(vector, matches)
      for (const { score, ...memory } of found) {
        expect(memory).toEqual(this.#model.get(memory.id))
        expect(Math.abs(score - (scores.get(memory.id) ?? Number.NaN))).toBeLessThan(CLOSE)
      }
      const given = found.map(({ score }) => score)
      expect(given).toEqual([...given].sort((a, b) => b - a))
      const ids = new Set(found.map(({ id }) => id))
      expect(ids.size).toBe(found.length)
      const least = found.length === limit ? (given.at(-1) ?? 0) : (scoreThreshold ?? -1)
      const missed = [...scores].filter(([id, score]) => !ids.has(id) && score > least + CLOSE)
      expect(missed).toEqual([])
      if (found.length < limit && scoreThreshold === undefined) expect(found.length).toBe(scores.size)
    },
    getById: async () => {
      const id = this.#id()
      expect(await this.#store.getById(id)).toEqual(this.#model.get(id))
    },
    count: async () => {
      const [filter, matches] = this.#filter()
      expect(await this.#store.count({ filter })).toBe(this.#model.matching(matches).length)
    },
    list: async () => {
      const [filter, matches] = this.#filter()
      const listed = await this.#listed(filter, this.#dice.whole(1, 30))
      expect(listed).toEqual(this.#model.matching(matches).map((id) => this.#model.get(id)))
    },
  }

  async #listed(filter: Filter | undefined, limit: number): Promise<unknown[]> {
    const listed: unknown[] = []
    let cursor: PointId | undefined
    do {
      const page = await this.#store.list({ limit, ...(filter && { filter }), ...(cursor !== undefined && { cursor }) })
      expect(page.memories.length).toBeLessThanOrEqual(limit)
      listed.push(...page.memories)
      cursor = page.cursor
    } while (cursor !== undefined)
    return listed
  }

  #given({ text, vector, payload }: Kept) {
    // Half of the texts have the vector beside them that the embedder would give.
    if (text !== undefined && this.#dice.chance(0.5)) return { text, payload }
    return { ...(text !== undefined && { text }), vector, payload }
  }

  async #fact(): Promise<Kept & { readonly id: PointId }> {
    const text = this.#dice.chance(0.3) ? this.#text() : undefined
    const vector = text === undefined ? this.#vector() : await this.#embed(text)
    const payload = {
      user: this.#dice.pick(USERS),
      stars: this.#dice.whole(0, 9),
      tags: TAGS.filter(() => this.#dice.chance(0.4)),
      home: { city: this.#dice.pick(CITIES) },
    }
    return { id: this.#id(), text, vector, payload }
  }

  #id(): PointId {
    return this.#dice.chance(0.5) ? this.#dice.whole(0, 60) : (UUIDS[this.#dice.whole(0, UUIDS.length - 1)] as string)
  }

  #text(): string {
    return Array.from({ length: this.#dice.whole(1, 3) }, () => this.#dice.pick(WORDS)).join(' ')
  }

  #vector(): number[] {
    return Array.from({ length: this.#store.collection.dimension }, () => this.#dice.fraction() * 2 - 1)
  }

  async #embed(text: string): Promise<number[]> {
    const known = this.#embedded.get(text) ?? [...((await this.#pool.embed([text]))[0] as Float32Array)]
    this.#embedded.set(text, known)
    return known
  }

  #filter(depth = 2): readonly [Filter, Matches] {
    const kind = this.#dice.pick(depth === 0 ? LEAVES : [...LEAVES, 'and', 'or', 'not'])
    if (kind === 'user') {
      const user = this.#dice.pick(USERS)
      return [match('user', user), (one) => one.user === user]
    }
    if (kind === 'city') {
      const cities = CITIES.filter(() => this.#dice.chance(0.5))
      return [anyOf('home.city', cities), (one) => cities.includes(one.home.city as (typeof CITIES)[number])]
    }
    if (kind === 'tag') {
      const tag = this.#dice.pick(TAGS)
      return [match('tags', tag), (one) => one.tags.includes(tag)]
    }
    if (kind === 'stars') {
      const [gte, lt] = [this.#dice.whole(0, 9), this.#dice.whole(0, 10)]
      return [range('stars', { gte, lt }), (one) => one.stars >= gte && one.stars < lt]
    }
    const [first, isFirst] = this.#filter(depth - 1)
    if (kind === 'not') return [not(first), (one) => !isFirst(one)]
    const [second, isSecond] = this.#filter(depth - 1)
    if (kind === 'and') return [and(first, second), (one) => isFirst(one) && isSecond(one)]
    return [or(first, second), (one) => isFirst(one) || isSecond(one)]
  }
}

const LEAVES = ['user', 'city', 'tag', 'stars'] as const
