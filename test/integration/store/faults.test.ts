import { describe, expect, it } from 'vitest'
import { filters, MemoryStore, setupCollection } from '../../../src/store/index.ts'
import { poolOn } from '../../support/local-pool.ts'
import {
  ofEach,
  type ProxiedStore,
  payload,
  proxiedStore,
  rejections,
  storeMethods,
} from '../../support/store-calls.ts'
import type { Note } from '../../support/store-set-up.ts'
import { until } from '../../support/until.ts'

const { range } = filters<Note>()
type Store = MemoryStore<Note>

async function refuse({ pool, proxy }: ProxiedStore): Promise<void> {
  proxy.fault = { kind: 'refuse' }
  proxy.resetAll()
  await until(() => pool.stats().opening === 1)
}

const codeOf = (error: unknown) => (error as { code: string }).code

describe('every method of a store', () => {
  it('gives E016 where all workers are taken, and E017 where it checks', async () => {
    const { pool, store } = await proxiedStore()
    const lease = await pool.acquire()
    const found = await rejections(store, { acquireTimeoutMs: 20 }, (error) => {
      const { code, outcome, phase, solutions } = error as Record<string, unknown>
      return { code, outcome, phase, solved: (solutions as string[]).length > 0 }
    })
    const exhausted = { code: 'E016', outcome: 'not-sent', phase: 'queue', solved: true }
    const unhealthy = { code: 'E017', outcome: undefined, phase: undefined, solved: true }
    expect(found).toEqual(ofEach(exhausted, { healthCheck: unhealthy }))
    await lease.release()
    for (const call of Object.values(storeMethods)) await call(store)
  })

  it('gives DEADLINE_EXCEEDED in a black hole, and its worker serves again', async () => {
    const { pool, proxy, store } = await proxiedStore()
    proxy.fault = { kind: 'blackhole' }
    const found = await rejections(store, { timeoutMs: 50 }, codeOf)
    expect(found).toEqual(ofEach('DEADLINE_EXCEEDED', { healthCheck: 'E017' }))
    proxy.fault = { kind: 'none' }
    for (const call of Object.values(storeMethods)) await call(store)
    expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
  })

  it('gives the reason of its signal while it waits', async () => {
    const { proxy, store } = await proxiedStore()
    proxy.fault = { kind: 'blackhole' }
    const abort = new AbortController()
    const calls = Object.values(storeMethods).map((call) => call(store, { signal: abort.signal }))
    const settled = Promise.allSettled(calls)
    abort.abort('enough')
    expect(new Set((await settled).map((one) => (one as PromiseRejectedResult).reason))).toEqual(new Set(['enough']))
  })

  it('gives POOL_CLOSED on a closed store, and on a closed pool', async () => {
    const { pool, store } = await proxiedStore()
    const other = await MemoryStore.open<Note>(pool, { name: 'notes', dimension: 4 })
    await other.close()
    const told = (error: unknown) => `${codeOf(error)} ${(error as Error).message}`
    expect(await rejections(other, {}, told)).toEqual(ofEach('POOL_CLOSED The store is closed'))
    await pool.close()
    expect(await rejections(store, {}, told)).toEqual(ofEach('POOL_CLOSED The pool is closed'))
  })

  it.each([
    [{ limmit: 1 }],
    [{ timeoutMs: 0 }],
    [{ signal: 7 }],
    [{ priority: 'urgent' }],
  ])('refuses the options %j with INVALID_CONFIG', async (options) => {
    const { store } = await proxiedStore()
    expect(await rejections(store, options, codeOf)).toEqual(ofEach('INVALID_CONFIG'))
  })

  it('gives the error of the client where the collection is gone, and E017 where it checks', async () => {
    const { pool, store } = await proxiedStore()
    await pool.client.deleteCollection('notes')
    const found = await rejections(store, {}, (error) => (error as { status?: number }).status ?? codeOf(error))
    expect(found).toEqual(ofEach(404, { healthCheck: 'E017' }))
  })
})

describe('a store whose server is lost', () => {
  it.each([
    'store',
    'delete',
    'retrieve',
    'count',
  ] as const)('%s: waits for its return within its deadline, and is done once', async (name) => {
    const parts = await proxiedStore({ breaker: false })
    await refuse(parts)
    const call = storeMethods[name](parts.store)
    await until(() => parts.pool.stats().waiting === 1)
    parts.proxy.fault = { kind: 'none' }
    await call
    expect(await parts.store.count()).toBe(name === 'store' ? 2 : 1)
  })

  it('tells the connection that was refused where nobody returns', async () => {
    const parts = await proxiedStore({ breaker: false })
    await refuse(parts)
    const late = parts.store.count({ acquireTimeoutMs: 100 })
    await expect(late).rejects.toMatchObject({ code: 'E016', message: expect.stringMatching(/refused/i) })
  })

  it('refuses at once with CIRCUIT_OPEN after many failures, and serves again when the server is back', async () => {
    const parts = await proxiedStore()
    await refuse(parts)
    await until(() => parts.pool.stats().circuit[parts.proxy.url] === 'open')
    await expect(parts.store.count()).rejects.toMatchObject({ code: 'CIRCUIT_OPEN', outcome: 'not-sent' })
    await expect(parts.store.healthCheck()).rejects.toMatchObject({ code: 'E017', cause: { code: 'CIRCUIT_OPEN' } })
    parts.proxy.fault = { kind: 'none' }
    await until(() => parts.pool.stats().circuit[parts.proxy.url] === 'closed')
    expect(await parts.store.count()).toBe(1)
  })

  it.each([
    ['a reset in the middle of an answer', { kind: 'cut', afterBytes: 40 }],
    ['an answer that ends early', { kind: 'truncate', afterBytes: 60 }],
  ] as const)('gives CONNECTION_LOST after %s, and the store survives', async (_name, fault) => {
    const { proxy, store } = await proxiedStore({ retry: false })
    proxy.fault = fault
    await expect(store.list()).rejects.toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' })
    proxy.fault = { kind: 'none' }
    expect(await store.count()).toBe(1)
  })

  it('repeats a read and a store that were cut, of which the id is given before the first attempt', async () => {
    const { pool, proxy, store } = await proxiedStore()
    proxy.fault = { kind: 'cut', afterBytes: 0 }
    const stored = store.store({ vector: [0, 1, 0, 0], payload })
    await until(() => pool.stats().retries > 0)
    proxy.fault = { kind: 'none' }
    const id = await stored
    expect(await store.getById(id)).toMatchObject({ id })
    expect(await store.count()).toBe(2)
  })

  it.each([
    ['deleteByFilter', (store: Store) => store.deleteByFilter(range('stars', { gte: 0 }))],
    ['update of a vector', (store: Store) => store.update(1, { vector: [0, 0, 1, 0] })],
  ])('never repeats what is not sure to be the same twice: %s', async (_name, call) => {
    const { pool, proxy, store } = await proxiedStore()
    proxy.fault = { kind: 'cut', afterBytes: 0 }
    await expect(call(store)).rejects.toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' })
    expect(pool.stats().retries).toBe(0)
  })

  it('finds a half-open connection on first use, inside the deadline of that call', async () => {
    const { proxy, store } = await proxiedStore()
    proxy.fault = { kind: 'half-open' }
    proxy.fault = { kind: 'none' }
    expect(await store.count({ timeoutMs: 5_000 })).toBe(1)
  })

  it('is unhealthy (E017) in a black hole, and healthy after it', async () => {
    const { proxy, store } = await proxiedStore()
    proxy.fault = { kind: 'blackhole' }
    await expect(store.healthCheck({ timeoutMs: 100 })).rejects.toMatchObject({
      code: 'E017',
      message: expect.stringMatching(/^The store's collection 'notes' does not answer: count/),
      cause: { code: 'DEADLINE_EXCEEDED' },
    })
    proxy.fault = { kind: 'none' }
    expect(await store.healthCheck()).toMatchObject({ healthy: true, points: 1 })
  })

  it('is unhealthy (E017) without its collection', async () => {
    const { pool, store } = await proxiedStore()
    await pool.client.deleteCollection('notes')
    await expect(store.healthCheck()).rejects.toMatchObject({
      code: 'E017',
      cause: { status: 404 },
      solutions: ['Look whether the collection exists'],
    })
  })

  it('is not opened on a pool that has no connection: E016, with why', async () => {
    const pool = await poolOn('http://127.0.0.1:9', { lazy: true, acquireTimeoutMs: 1_000 })
    const opened = MemoryStore.open(pool, { name: 'notes', dimension: 4 })
    await expect(opened).rejects.toMatchObject({
      code: 'E016',
      message: expect.stringMatching(/ECONNREFUSED|refused/i),
    })
  })

  it('shares one deadline among the requests of setupCollection', async () => {
    const { pool, proxy } = await proxiedStore()
    proxy.fault = { kind: 'delay', ms: 40 }
    const indexes = { user: 'keyword', stars: 'integer' } as const
    const late = setupCollection<Note>(pool, { name: 'slow', dimension: 4, indexes }, { timeoutMs: 150 })
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    proxy.fault = { kind: 'none' }
    await setupCollection<Note>(pool, { name: 'slow', dimension: 4, indexes })
  })
})
