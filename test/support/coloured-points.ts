import type { EmbeddedUnderTest } from './embedded.ts'

/** Four points of two numbers, with payloads of several kinds. */
export const points = [
  { id: 1, vector: [1, 0], payload: { color: 'red', n: 3, at: '2026-01-01T00:00:00Z' } },
  { id: 2, vector: [0, 1], payload: { color: ['red', 'blue'], n: [1, 5] } },
  { id: 3, vector: [1, 1], payload: { color: 'green' } },
  { id: 4, vector: [-1, 0], payload: { n: 2 } },
]

export async function index(embedded: EmbeddedUnderTest, field_name: string, field_schema: unknown) {
  return embedded.call('PUT', '/collections/a/index?wait=true', { field_name, field_schema })
}
