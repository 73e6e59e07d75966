import type { Pool } from '../../src/index.ts'
import type { PointId } from '../../src/operations/point-id.ts'
import { DOOMED } from './program-ids.ts'

/** A collection with the vectors `a` and `b` of programs. */
export async function createCollection(pool: Pool, name: string): Promise<void> {
  const vectors = { a: { size: 3, distance: 'Dot' }, b: { size: 2, distance: 'Dot' } } as const
  await pool.client.createCollection(name, { vectors })
}

export interface Stored {
  readonly id: PointId
  readonly vector: object
  readonly payload?: object
}

/** All that is stored, but for points whose fate is unknown. */
export async function storedPoints(pool: Pool, collection: string): Promise<readonly Stored[]> {
  const filter = { must_not: [{ has_id: DOOMED.map(([first]) => first) as string[] }] }
  const { points } = await pool.client.scroll(collection, {
    filter,
    limit: 1_000,
    with_payload: true,
    with_vector: true,
  })
  return points as readonly Stored[]
}
