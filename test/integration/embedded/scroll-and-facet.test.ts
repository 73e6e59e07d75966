import { describe, expect, it } from 'vitest'
import { index, points } from '../../support/coloured-points.ts'
import { type EmbeddedUnderTest, withPoints } from '../../support/embedded.ts'

describe('scroll', () => {
  const scroll = (embedded: EmbeddedUnderTest, body: object) =>
    embedded.call('POST', '/collections/a/points/scroll', body)

  it('orders by time', async () => {
    const embedded = await withPoints(points)
    await index(embedded, 'at', 'datetime')
    const order_by = { key: 'at', start_from: '2025-01-01' }
    const { result } = await scroll(embedded, { order_by, with_payload: false })
    const order_value = Date.parse('2026-01-01T00:00:00Z') * 1000
    expect(result).toEqual({ points: [{ id: 1, order_value }], next_page_offset: null })
  })

  it('has no offset beside an order', async () => {
    const embedded = await withPoints(points)
    expect((await scroll(embedded, { order_by: 'n', offset: 1 })).error).toContain('Cannot use an `offset`')
    await index(embedded, 'n', 'integer')
    const sideways = { order_by: { key: 'n', direction: 'sideways' } }
    expect((await scroll(embedded, sideways)).error).toContain('OrderByInterface')
  })

  it('pages through all kinds of ids', async () => {
    const uuid = '550e8400-e29b-41d4-a716-446655440000'
    const embedded = await withPoints([uuid, 5, 2].map((id) => ({ id, vector: [1, 1] })))
    const seen: unknown[] = []
    let offset: unknown
    do {
      const { result } = await scroll(embedded, { limit: 1, offset })
      const page = result as { points: { id: unknown }[]; next_page_offset: unknown }
      seen.push(...page.points.map(({ id }) => id))
      offset = page.next_page_offset
    } while (offset !== null)
    expect(seen).toEqual([2, 5, uuid])
  })
})

describe('facet', () => {
  it('counts each value once a point', async () => {
    const embedded = await withPoints(points)
    await index(embedded, 'color', { type: 'keyword' })
    const { result } = await embedded.call('POST', '/collections/a/facet', { key: 'color' })
    expect(result).toEqual({
      hits: [
        { value: 'red', count: 2 },
        { value: 'blue', count: 1 },
        { value: 'green', count: 1 },
      ],
    })
  })

  it('wants an index that matches', async () => {
    const embedded = await withPoints(points)
    await index(embedded, 'n', 'float')
    const { status, error } = await embedded.call('POST', '/collections/a/facet', { key: 'n' })
    expect([status, error]).toEqual([400, expect.stringContaining('No appropriate index for faceting: `n`')])
  })
})
