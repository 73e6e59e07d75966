import { describe, expect, it } from 'vitest'
import { isIdempotent, mergeTraits, type Request, requestName } from '../../../src/operations/catalog.ts'
import { pointKey } from '../../../src/operations/point-id.ts'
import { query } from '../../../src/operations/query.ts'
import { retrieve } from '../../../src/operations/retrieve.ts'

const UUID = '550e8400-e29b-41d4-a716-446655440000'
const request = (operation: string, params: Request['params'], target = 'docs'): Request => ({
  operation,
  target,
  params,
})

const mergeKey = (one: Request) => mergeTraits(one).mergeKey

describe('pointKey', () => {
  it.each([
    UUID,
    UUID.toUpperCase(),
    UUID.replaceAll('-', ''),
    `{${UUID}}`,
    `urn:uuid:${UUID}`,
  ])('reads %s as one point', (spelling) => {
    expect(pointKey(spelling)).toBe('550e8400e29b41d4a716446655440000')
  })

  it('reads a number and a bigint of the same value as one point', () => {
    expect(pointKey(7)).toBe(pointKey(7n))
  })
})

describe('retrieves', () => {
  it('travel together only where every other parameter is equal', () => {
    const plain = mergeKey(request('retrieve', { ids: [1] }))
    expect(mergeKey(request('retrieve', { ids: [2], with_vector: undefined }))).toBe(plain)
    expect(mergeKey(request('retrieve', { ids: [2], with_vector: true }))).not.toBe(plain)
    expect(mergeKey(request('retrieve', { ids: [1] }, 'other'))).not.toBe(plain)
  })

  it.each([
    [undefined],
    ['1'],
    [[null]],
    [[{}]],
    [['1']],
    [[1.5]],
    [[-1]],
    [['550e-8400e29b41d4a716446655440000']],
    [[1, undefined, 2]],
  ])('travel alone with ids %j', (ids) => {
    expect(mergeKey(request('retrieve', { ids }))).toBeUndefined()
  })

  it('give each caller its own points, in its order, each once, none shared', () => {
    const members = [{ ids: [UUID, 1, 1] }, { ids: [UUID.toUpperCase(), 9] }, { ids: [] }]
    const merged = retrieve.merging?.merge(members)
    expect(merged).toEqual({ operation: 'retrieve', params: { ids: [UUID, 1, 9] } })
    const answer = [{ id: 1 }, { id: UUID, payload: { a: 1 } }]
    const split = retrieve.merging?.split(answer, members) as { id: unknown }[][]
    expect(split).toEqual([[{ id: UUID, payload: { a: 1 } }, { id: 1 }], [{ id: UUID, payload: { a: 1 } }], []])
    expect(split[0]?.[0]).not.toBe(split[1]?.[0])
  })
})

describe('queries', () => {
  it('become one query batch with what they have in common told once', () => {
    const members = [
      { query: [1], limit: 2, consistency: 'all', timeout: 5 },
      { query: 7, using: 'text', consistency: 'all', timeout: 5 },
    ]
    expect(query.merging?.merge(members)).toEqual({
      operation: 'queryBatch',
      params: {
        consistency: 'all',
        timeout: 5,
        searches: [
          { query: [1], limit: 2 },
          { query: 7, using: 'text' },
        ],
      },
    })
    const keys = [...members, { query: [1] }].map((params) => mergeKey(request('query', params)))
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[0])
  })

  it('refuse an answer of another length', () => {
    expect(() => query.merging?.split([{}], [{}, {}])).toThrow('a query batch of 2 came back with 1 answers')
    expect(() => query.merging?.split('x', [{}])).toThrow('with no answers')
  })
})

describe('writes', () => {
  const points = [{ id: 1, vector: [1] }]
  const key = (operation: string, params: Record<string, unknown>) => mergeKey(request(operation, params))

  it('merge where they are idempotent and wait', () => {
    const plain = key('upsert', { points })
    expect(plain).toBeDefined()
    expect(key('upsert', { points, wait: true })).toBe(plain)
    expect(key('delete', { points: [1], wait: true })).toBeDefined()
    expect(key('setPayload', { points: [1], payload: { a: 1 } })).toBeDefined()
  })

  it.each<[string, Record<string, unknown>]>([
    ['upsert', { points, wait: false }],
    ['upsert', { points, wait: null }],
    ['upsert', { points, update_mode: 'insert_only' }],
    ['upsert', { points: [] }],
    ['upsert', { batch: { ids: [1], vectors: [[1]] } }],
    ['delete', { points: [1] }],
    ['delete', { filter: {}, wait: true }],
    ['setPayload', { points: [1], filter: {}, payload: {} }],
  ])('travel alone as %s with %j', (operation, params) => {
    expect(key(operation, params)).toBeUndefined()
  })

  it('count about what their points take', () => {
    const large = [{ id: 1, vector: Array(1_000).fill(0.5), payload: { text: 'x'.repeat(500) } }]
    const { bytes } = mergeTraits(request('upsert', { points: large }))
    expect(bytes).toBeGreaterThan(20_000)
    expect(bytes).toBeLessThan(22_000)
    const typed = [{ id: 1, vector: new Float32Array(1_000), payload: { text: 'x'.repeat(500) } }]
    expect(mergeTraits(request('upsert', { points: typed })).bytes).toBe(bytes)
  })
})

describe('the catalog', () => {
  it.each<[string, Request, boolean]>([
    ['a read', request('scroll', {}), true],
    ['an upsert', request('upsert', { points: [] }), true],
    ['a conditional upsert', request('upsert', { points: [], update_filter: {} }), false],
    ['a delete by ids', request('delete', { points: [1] }), true],
    ['a delete by filter', request('delete', { filter: {} }), false],
    ['a payload by ids', request('setPayload', { points: [1] }), true],
    ['a payload by filter', request('setPayload', { filter: {} }), false],
    ['an embedded upsert', request('embedUpsert', {}), true],
    ['an embedded query', request('embedQuery', {}), true],
    ['a long-tail read', request('clientMethod', { args: [] }, 'getCollections'), true],
    ['a long-tail write', request('clientMethod', { args: [] }, 'createCollection'), false],
    ['what it does not know', request('nope', {}), false],
  ])('knows of %s whether it may be sent twice', (_name, given, idempotent) => {
    expect(isIdempotent(given)).toBe(idempotent)
  })

  it("calls a long-tail request by the client's method", () => {
    expect(requestName(request('clientMethod', {}, 'getAliases'))).toBe('getAliases')
    expect(requestName(request('count', {}))).toBe('count')
  })
})
