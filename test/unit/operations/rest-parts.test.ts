import { QdrantClient } from '@qdrant/js-client-rest'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hotOperations } from '../../../src/operations/catalog.ts'

// The official client is the reference: for each call the request that it makes is caught, and ours must be the same.
const filter = { must: [{ key: 'city', match: { value: 'Lima' } }] }
const calls: [string, Record<string, unknown>][] = [
  ['retrieve', { ids: [1, 'a'] }],
  [
    'retrieve',
    { ids: [1], with_payload: false, with_vector: ['v'], consistency: 'majority', timeout: 3, shard_key: 'k' },
  ],
  ['query', { query: [0.5, 1], limit: 3, filter, with_payload: ['a'], params: { exact: true }, timeout: 9 }],
  ['query', { prefetch: [{ query: 3 }], query: { fusion: 'rrf' }, using: 'text', score_threshold: 0.1, offset: 2 }],
  ['queryBatch', { searches: [{ query: [1] }], consistency: 2, timeout: 4 }],
  ['scroll', {}],
  [
    'scroll',
    { filter, limit: 5, offset: 7, with_vector: true, with_payload: false, order_by: 'n', consistency: 'all' },
  ],
  ['count', {}],
  ['count', { filter, exact: false, timeout: 2 }],
  ['upsert', { points: [{ id: 1, vector: [1], payload: { a: null } }] }],
  ['upsert', { batch: { ids: [1], vectors: [[1]] }, wait: false, ordering: 'strong', timeout: 8 }],
  ['delete', { points: [1] }],
  ['delete', { filter, wait: true, ordering: 'weak' }],
  ['setPayload', { payload: { a: 1 }, points: [1], key: 'deep' }],
  ['setPayload', { payload: { a: 1 }, filter, wait: false, timeout: 1 }],
]

const realFetch = globalThis.fetch
let caught: { method: string; path: string; body: unknown } | undefined

beforeEach(() => {
  globalThis.fetch = async (input, init) => {
    const { pathname, search } = new URL(String(input))
    caught = { method: String(init?.method), path: pathname + search, body: JSON.parse(String(init?.body)) }
    return Response.json({ result: {} })
  }
})
afterEach(() => {
  globalThis.fetch = realFetch
})

it.each(calls)('%s %j is asked as the client asks it', async (method, params) => {
  const collection = 'name with spaces & ünïcode'
  const client = new QdrantClient({ url: 'http://q:6333', checkCompatibility: false })
  await (client as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[method]?.(collection, params)
  const ours = hotOperations.get(method)?.rest(collection, params)
  const [path, search] = String(ours?.path).split('?')
  const [clientPath, clientSearch] = String(caught?.path).split('?')
  expect({ method: ours?.method, path, body: JSON.parse(JSON.stringify(ours?.body)) }).toEqual({
    method: caught?.method,
    path: clientPath,
    body: caught?.body,
  })
  expect(Object.fromEntries(new URLSearchParams(search))).toEqual(Object.fromEntries(new URLSearchParams(clientSearch)))
})
