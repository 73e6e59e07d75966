import { describe, expect, it } from 'vitest'
import { embedQuery } from '../../../src/operations/embed-query.ts'
import { embedUpsert } from '../../../src/operations/embed-upsert.ts'
import type { SparseRow } from '../../../src/operations/operation.ts'

const [a, b] = [new Float32Array([1, 0]), new Float32Array([0, 1])]
const words = (...indices: number[]): SparseRow => ({ indices, values: indices.map(() => 1) })

describe('embedQuery', () => {
  const searchesOf = (params: object, ...sparse: [] | [SparseRow, SparseRow]) =>
    embedQuery.inner({ texts: ['a', 'b'], ...params }, [a, b], sparse.length === 0 ? undefined : sparse)

  it('asks for one query a text, and for no words where none are wanted', () => {
    const { operation, params } = searchesOf({ search: { limit: 3, score_threshold: 0.5 }, vectorName: 'body' })
    const rest = { limit: 3, score_threshold: 0.5, using: 'body' }
    expect([operation.name, params]).toEqual([
      'queryBatch',
      {
        searches: [
          { ...rest, query: a },
          { ...rest, query: b },
        ],
      },
    ])
    expect(embedQuery.sparse?.({ texts: ['a'], search: {} })).toBeUndefined()
  })

  it('fuses the nearest vectors with the words by rank, and filters each of the two', () => {
    const filter = { must: [{ key: 'k', match: { value: 1 } }] }
    const search = { limit: 3, filter, params: { exact: true }, with_payload: true }
    const stage = { filter, params: { exact: true }, limit: 40 }
    const params = { search, vectorName: 'body', sparseVectorName: 'words' }
    expect(embedQuery.sparse?.({ texts: ['a'], ...params })).toBe('query')
    expect(searchesOf(params, words(7), words(8, 9)).params).toEqual({
      searches: [[a, words(7)] as const, [b, words(8, 9)] as const].map(([dense, sparse]) => ({
        prefetch: [
          { ...stage, using: 'body', query: dense },
          { ...stage, using: 'words', query: sparse },
        ],
        query: { fusion: 'rrf' },
        limit: 3,
        with_payload: true,
      })),
    })
  })

  it.each([
    [undefined, 40],
    [10, 40],
    [11, 44],
    [100, 400],
  ])('lets each ranking of a search for %s points give %s', (limit, depth) => {
    const search = limit === undefined ? {} : { limit }
    const { searches } = searchesOf({ search, sparseVectorName: 'words' }, words(7), words(8)).params
    expect(searches).toMatchObject([
      {
        prefetch: [
          { query: a, limit: depth },
          { query: words(7), using: 'words', limit: depth },
        ],
      },
      {},
    ])
  })

  it('leaves the words out of the query of a text that has none', () => {
    const { searches } = searchesOf({ search: {}, sparseVectorName: 'words' }, words(), words(8)).params
    expect(searches).toMatchObject([
      { prefetch: [{ query: a, limit: 40 }], query: { fusion: 'rrf' } },
      { prefetch: [{ query: b }, { query: words(8) }] },
    ])
  })
})

describe('embedUpsert', () => {
  const points = [
    { id: 1, text: 'a', payload: { k: 1 } },
    { id: 2, vector: [5, 5], text: 'kept', payload: {} },
    { id: 3, vector: [6, 6], payload: {} },
    { id: 4, text: 'b', payload: {} },
  ]
  const stored = (names: object, ...sparse: [] | [SparseRow, SparseRow]) => {
    const params = { points, textKey: 'text', ...names }
    expect(embedUpsert.texts(params)).toEqual(['a', 'b'])
    return embedUpsert.inner(params, [a, b], sparse.length === 0 ? undefined : sparse).params.points
  }

  it('gives each text its own vector, and stores a vector that is there as it is', () => {
    expect(stored({})).toEqual([
      { id: 1, vector: a, payload: { k: 1, text: 'a' } },
      { id: 2, vector: [5, 5], payload: { text: 'kept' } },
      { id: 3, vector: [6, 6], payload: {} },
      { id: 4, vector: b, payload: { text: 'b' } },
    ])
    expect(stored({ vectorName: 'body' })).toMatchObject([{ vector: { body: a } }, {}, {}, { vector: { body: b } }])
  })

  it('stores the words of each text beside its vector, also beside one without a name', () => {
    expect(stored({ sparseVectorName: 'words' }, words(7), words(8))).toMatchObject([
      { vector: { '': a, words: words(7) } },
      { vector: [5, 5] },
      { vector: [6, 6] },
      { vector: { '': b, words: words(8) } },
    ])
  })

  it('stores a text without words as if none had been asked for', () => {
    const vectors = (names: object) =>
      (stored(names, words(), words(8)) as { vector: unknown }[]).map(({ vector }) => vector)
    expect(vectors({ sparseVectorName: 'words' })[0]).toBe(a)
    expect(vectors({ sparseVectorName: 'words', vectorName: 'body' })[0]).toEqual({ body: a })
  })
})
