import type { PoolOptions } from '../../src/index.ts'
import { filters, MemoryStore } from '../../src/store/index.ts'
import { type ProxiedPool, proxiedPool } from './proxied-pool.ts'
import type { Note } from './store-set-up.ts'

export interface ProxiedStore extends ProxiedPool {
  readonly store: MemoryStore<Note>
}

export const payload = { user: 'ada', stars: 1 }
const { match } = filters<Note>()

/** A store of one memory behind the fault proxy, on a pool of one worker. */
export async function proxiedStore(options: PoolOptions = {}): Promise<ProxiedStore> {
  const parts = await proxiedPool({ size: 1, ...options })
  const store = await MemoryStore.open<Note>(parts.pool, { name: 'notes', dimension: 4 })
  await store.store({ id: 1, vector: [1, 0, 0, 0], text: 'here', payload })
  return { ...parts, store }
}

type Call = (store: MemoryStore<Note>, options?: object) => Promise<unknown>

const methods = {
  store: (store, options) => store.store({ id: 2, vector: [0, 1, 0, 0], payload }, options),
  batchStore: (store, options) => store.batchStore([{ id: 3, vector: [0, 1, 0, 0], payload }], options),
  retrieve: (store, options) => store.retrieve([1, 0, 0, 0], options),
  searchWithFilters: (store, options) => store.searchWithFilters([1, 0, 0, 0], match('user', 'ada'), options),
  getById: (store, options) => store.getById(1, options),
  update: (store, options) => store.update(1, { payload: { stars: 2 } }, options),
  'update of a vector': (store, options) => store.update(1, { vector: [0, 0, 1, 0] }, options),
  delete: (store, options) => store.delete(7, options),
  deleteByFilter: (store, options) => store.deleteByFilter(match('user', 'nobody'), options),
  count: (store, options) => store.count(options),
  list: (store, options) => store.list(options),
  healthCheck: (store, options) => store.healthCheck(options),
} as const satisfies Record<string, Call>

/** Every method that goes to the server. */
export const storeMethods: Readonly<Record<keyof typeof methods, Call>> = methods

/** What each method rejects with, by its name: one after another, so that none waits for another's worker. */
export async function rejections(
  store: MemoryStore<Note>,
  options: object,
  told: (error: unknown) => unknown,
): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const [name, call] of Object.entries<Call>(storeMethods))
    found[name] = await call(store, options).then((value) => ({ value }), told)
  return found
}

/** The same of every method, but for those that are named. */
export function ofEach(expected: unknown, others: Partial<Record<keyof typeof storeMethods, unknown>> = {}) {
  return { ...Object.fromEntries(Object.keys(storeMethods).map((name) => [name, expected])), ...others }
}
