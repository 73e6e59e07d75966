import { describe, expect, it } from 'vitest'
import { type Request, writeScope } from '../../../src/operations/catalog.ts'

const UUID = '550e8400-e29b-41d4-a716-446655440000'
const KEY = UUID.replaceAll('-', '')
const points = (request: Request) => writeScope(request)?.points
const client = (method: string, ...args: unknown[]): Request => ({
  operation: 'clientMethod',
  target: method,
  params: { args },
})
const api = (method: string, params: object): Request => ({
  operation: 'clientMethod',
  target: method,
  params: { args: [params], api: true },
})

describe('the points that a write may touch', () => {
  it.each<[string, string, Record<string, unknown>, unknown]>([
    ['an upsert', 'upsert', { points: [{ id: 1 }, { id: UUID.toUpperCase() }, { id: 7n }] }, [1, KEY, 7]],
    ['an upsert in the columns of the client', 'upsert', { batch: { ids: [1, 2], vectors: [] } }, [1, 2]],
    ['an upsert in columns', 'upsert', { ids: [1, 2], vectors: new Float32Array(2) }, [1, 2]],
    ['a delete by ids', 'delete', { points: [3] }, [3]],
    ['a delete by filter', 'delete', { filter: {} }, 'all'],
    ['ids and a filter', 'setPayload', { points: [3], filter: {} }, 'all'],
    ['ids that cannot be read', 'upsert', { points: [{ id: 1.5 }, null] }, 'all'],
    ['nothing that can be read', 'upsert', {}, 'all'],
    ['texts to embed', 'embedUpsert', { points: [{ id: 4, text: 'a' }] }, [4]],
  ])('are, of %s, those that it names', (_what, operation, params, expected) => {
    expect(writeScope({ operation, target: 'docs', params })).toEqual({ collection: 'docs', points: expected })
  })

  it('are read from the arguments of the client, too', () => {
    expect(writeScope(client('overwritePayload', 'docs', { points: [1], payload: {} }))).toEqual({
      collection: 'docs',
      points: [1],
    })
    expect(points(client('updateVectors', 'docs', { points: [{ id: 2, vector: [1] }] }))).toEqual([2])
    expect(points(client('clearPayload', 'docs', { filter: {} }))).toBe('all')
    expect(points(client('deleteCollection', 'docs'))).toBe('all')
    expect(writeScope(api('upsertPoints', { collection_name: 'docs', points: [{ id: 1 }] }))).toEqual({
      collection: 'docs',
      points: [1],
    })
  })

  it('are those of all operations of a batch update', () => {
    const operations = [{ upsert: { points: [{ id: 1 }] } }, { delete: { points: [2] } }]
    expect(points(client('batchUpdate', 'docs', { operations }))).toEqual([1, 2])
    const withFilter = [...operations, { clear_payload: { filter: {} } }]
    expect(points(client('batchUpdate', 'docs', { operations: withFilter }))).toBe('all')
  })

  it.each([
    { operation: 'retrieve', target: 'docs', params: { ids: [1] } },
    { operation: 'embedQuery', target: 'docs', params: { texts: [] } },
    client('getCollection', 'docs'),
    client('createSnapshot', 'docs'),
    api('scrollPoints', { collection_name: 'docs' }),
  ])('are none of $operation $target', (request) => {
    expect(writeScope(request)).toBeUndefined()
  })
})
