import type { PoolClient } from '../../src/client/columnar-upsert.ts'
import type { Lease } from '../../src/index.ts'
import { READS, REFUSED, WRITES, WRONG, type WriteKind } from './call-kinds.ts'
import { COLLECTION } from './collection.ts'
import type { Dice } from './dice.ts'
import { WILD } from './embedder.ts'
import type { Tracked } from './journal.ts'
import { type Manner, mannerOf } from './manner.ts'
import { pause } from './waits.ts'
import { search, type World } from './world.ts'

/** Points of each caller. It comes back to one only after all others, so that a late request of the time before is rare. */
const IDS_EACH = 192
/** Most calls side by side, and most points in one of them. */
const MOST_AT_ONCE = 6
const MOST_POINTS = 4
const MOST_PAUSE_MS = 60

const DEEDS = { calls: 84, lease: 7, use: 4, ingest: 3, search: 6, wild: 0.5 }
const CALLS = {
  upsert: 26,
  'upsert columns': 4,
  delete: 8,
  'delete by filter': 1,
  'query nowhere': 2,
  'upsert of a wrong vector': 2,
  'retrieve own': 25,
  query: 12,
  count: 4,
  scroll: 4,
  getCollection: 3,
  'retrieve any': 14,
}
const TEXTS = { plain: 20, slow: 4, refuse: 2, never: 1 }
const WILD_TEXTS = { exit: 3, stray: 3, strayRejection: 2, spin: 1 }

/** One of those that use the pool: does one thing after another, some calls of which are side by side. */
export class Caller {
  readonly #world: World
  readonly #dice: Dice
  readonly #index: number
  readonly #firstId: number
  #next = 0
  #value: number

  /** @param index gives it points and values of its own */
  constructor(index: number, world: World, dice: Dice) {
    this.#world = world
    this.#dice = dice
    this.#index = index
    this.#firstId = index * IDS_EACH
    this.#value = index * 1_000_000_000
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#index < this.#world.tide.callers) await this.#act()
      await pause(this.#dice.whole(0, MOST_PAUSE_MS), signal)
    }
  }

  async #act(): Promise<void> {
    const manner = mannerOf(this.#dice)
    switch (this.#dice.weighted(DEEDS)) {
      case 'calls':
        await this.#calls(this.#world.pool.with(manner.options), manner, '')
        break
      case 'lease':
        await this.#lease(manner)
        break
      case 'use': {
        const work = (client: PoolClient) => this.#calls(client, manner, ' (lease)')
        await this.#tracked('use', undefined, manner, () => this.#world.pool.use(work, manner.options))
        break
      }
      case 'ingest':
        await this.#ingest(manner)
        break
      case 'search': {
        const { signal, timeoutMs, priority } = manner.options
        const text = this.#dice.weighted(TEXTS)
        const options = { ...(signal && { signal }), ...(timeoutMs && { timeoutMs }), ...(priority && { priority }) }
        const searched = text === 'plain' ? `text ${this.#dice.whole(0, 99)}` : WILD[text]
        const searching = search(this.#world, 'search', searched, options)
        manner.begin()
        await searching
        break
      }
      case 'wild':
        await search(this.#world, 'search, wild', WILD[this.#dice.weighted(WILD_TEXTS)])
    }
  }

  async #calls(client: PoolClient, manner: Manner, where: string): Promise<void> {
    const count = this.#dice.whole(1, MOST_AT_ONCE)
    // A lease runs its calls one after another, and the deadline of each begins at once: the bound is the same.
    await Promise.all(Array.from({ length: count }, () => this.#call(client, manner, where)))
  }

  async #call(client: PoolClient, manner: Manner, where: string): Promise<void> {
    const kind = this.#dice.weighted(CALLS)
    if (kind === 'retrieve own') await this.#readOwn(client, manner, where)
    else if (isOf(WRITES, kind)) await this.#write(kind, client, manner, where)
    else if (isOf(REFUSED, kind)) await this.#beRefused(kind, client, manner, where)
    else await this.#tracked(kind + where, manner.boundMs, manner, () => READS[kind](client, this.#dice))
  }

  async #write(kind: WriteKind, client: PoolClient, manner: Manner, where: string): Promise<void> {
    const ids = this.#takeIds(this.#dice.whole(1, MOST_POINTS))
    const value = ++this.#value
    const write = () => WRITES[kind](client, ids, value, this.#dice)
    const done = await this.#tracked(kind + where, manner.boundMs, manner, write)
    this.#wrote(ids, kind === 'delete' ? undefined : value, done)
  }

  /** Nothing may come of it, whoever it travels with. */
  async #beRefused(kind: keyof typeof REFUSED, client: PoolClient, manner: Manner, where: string): Promise<void> {
    const ids = this.#takeIds(1)
    const call = () => WRONG[kind](client, ids, this.#dice)
    await this.#tracked(kind + where, manner.boundMs, manner, call, REFUSED[kind])
  }

  /** Points that it has written some time ago: nothing of its own is on its way to them. */
  async #readOwn(client: PoolClient, manner: Manner, where: string): Promise<void> {
    const back = this.#dice.whole(MOST_AT_ONCE * MOST_POINTS, IDS_EACH - MOST_AT_ONCE * MOST_POINTS * 2)
    const first = this.#next + IDS_EACH - back
    const ids = Array.from({ length: this.#dice.whole(1, MOST_POINTS * 2) }, (_, at) => this.#idAt(first + at))
    const read = () => client.retrieve(COLLECTION, { ids, with_payload: true })
    const { answer } = await this.#tracked(`retrieve own${where}`, manner.boundMs, manner, read)
    if (answer === undefined) return
    const found = new Map(answer.value.map(({ id, payload }) => [Number(id), Number(payload?.v)]))
    for (const id of ids) {
      const wrong = this.#world.model.wrong(id, found.get(id))
      if (wrong !== undefined) this.#world.wrongReads.add(wrong)
      found.delete(id)
    }
    if (found.size > 0) this.#world.wrongReads.add(`a retrieve of ${ids} was answered with ${[...found.keys()]}, too`)
  }

  async #lease(manner: Manner): Promise<void> {
    const { pool, journal, leases } = this.#world
    const taken = await this.#tracked('acquire', manner.boundMs, manner, () => pool.acquire(manner.options))
    if (taken.answer === undefined) return
    const lease: Lease = taken.answer.value
    leases.take(lease.slot)
    const running = this.#dice.chance(0.9) ? this.#calls(lease.client, manner, ' (lease)') : undefined
    // Now and then it is released before its calls are done.
    if (this.#dice.chance(0.8)) await running
    leases.giveBack(lease.slot)
    await journal.track('release', undefined, () => lease.release())
    await running
  }

  async #ingest(manner: Manner): Promise<void> {
    const { signal } = manner.options
    const ids = this.#takeIds(this.#dice.whole(1, MOST_POINTS))
    const value = ++this.#value
    const items = ids.map((id) => ({ id, text: `item ${id}`, payload: { v: value } }))
    const ingest = () => this.#world.pool.ingest(COLLECTION, items, signal && { signal })
    this.#wrote(ids, value, await this.#tracked('ingest', undefined, manner, ingest))
  }

  #tracked<T>(
    kind: string,
    boundMs: number | undefined,
    manner: Manner,
    issue: () => Promise<T>,
    refusedWith?: number,
  ): Promise<Tracked<T>> {
    const tracked = this.#world.journal.track(kind, boundMs, issue, refusedWith)
    manner.begin()
    return tracked
  }

  #wrote(ids: readonly number[], value: number | undefined, { issuedAt, settledAt, applied }: Tracked<unknown>): void {
    if (applied === 'no') return
    for (const id of ids) this.#world.model.wrote(id, { value, issuedAt, settledAt, acknowledged: applied === 'yes' })
  }

  #takeIds(count: number): number[] {
    return Array.from({ length: count }, () => this.#idAt(this.#next++))
  }

  #idAt(turn: number): number {
    return this.#firstId + (turn % IDS_EACH)
  }
}

function isOf<Name extends string>(names: Readonly<Record<Name, unknown>>, name: string): name is Name {
  return name in names
}
