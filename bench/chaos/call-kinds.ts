import type { PoolClient } from '../../src/client/columnar-upsert.ts'
import { COLLECTION, DIMENSION } from './collection.ts'
import type { Dice } from './dice.ts'

export type WriteKind = 'upsert' | 'delete'
export type ReadKind = 'query' | 'count' | 'scroll' | 'getCollection' | 'retrieve any'

export function vectorOf(dice: Dice): number[] {
  return Array.from({ length: DIMENSION }, () => dice.whole(-100, 100) / 100)
}

/** Writes that are acknowledged once they are applied. */
export const WRITES: Readonly<
  Record<WriteKind, (client: PoolClient, ids: readonly number[], value: number, dice: Dice) => Promise<unknown>>
> = {
  upsert: (client, ids, v, dice) =>
    client.upsert(COLLECTION, {
      wait: true,
      points: ids.map((id) => ({ id, vector: vectorOf(dice), payload: { v } })),
    }),
  delete: (client, ids) => client.delete(COLLECTION, { wait: true, points: [...ids] }),
}

/** Reads of whatever is there. */
export const READS: Readonly<Record<ReadKind, (client: PoolClient, dice: Dice) => Promise<unknown>>> = {
  query: (client, dice) =>
    client.query(COLLECTION, { query: vectorOf(dice), limit: dice.whole(1, 20), with_payload: true }),
  count: (client) => client.count(COLLECTION, { exact: true }),
  scroll: (client, dice) => client.scroll(COLLECTION, { limit: dice.whole(1, 100), with_vector: true }),
  // Goes to the official client inside of the worker.
  getCollection: (client) => client.getCollection(COLLECTION),
  'retrieve any': (client, dice) =>
    client.retrieve(COLLECTION, { ids: Array.from({ length: dice.whole(1, 10) }, () => dice.whole(0, 10_000)) }),
}
