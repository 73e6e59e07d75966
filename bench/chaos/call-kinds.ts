import type { PoolClient } from '../../src/client/columnar-upsert.ts'
import { QdrantPoolError } from '../../src/index.ts'
import { COLLECTION, DIMENSION } from './collection.ts'
import type { Dice } from './dice.ts'

export type WriteKind = 'upsert' | 'upsert columns' | 'delete'
/** What the server refuses, and with what. */
export const REFUSED = { 'query nowhere': 404, 'upsert of a wrong vector': 400 } as const
export type ReadKind = 'query' | 'count' | 'scroll' | 'getCollection' | 'retrieve any' | 'delete by filter'

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
  'upsert columns': async (client, ids, v, dice) => {
    const vectors = Float32Array.from(ids.flatMap(() => vectorOf(dice)))
    const columns = { wait: true, ids, vectors, payloads: ids.map(() => ({ v })) }
    const { length } = vectors
    try {
      return await client.upsert(COLLECTION, columns)
    } catch (error) {
      if (mustGiveBack(error) && columns.vectors.length !== length)
        throw new Error(`an upsert kept its array: ${(error as Error).message}`)
      throw error
    }
  },
  delete: (client, ids) => client.delete(COLLECTION, { wait: true, points: [...ids] }),
}

/** Calls that change nothing. */
export const READS: Readonly<Record<ReadKind, (client: PoolClient, dice: Dice) => Promise<unknown>>> = {
  query: (client, dice) =>
    client.query(COLLECTION, { query: vectorOf(dice), limit: dice.whole(1, 20), with_payload: true }),
  count: (client) => client.count(COLLECTION, { exact: true }),
  scroll: (client, dice) => client.scroll(COLLECTION, { limit: dice.whole(1, 100), with_vector: true }),
  // Goes to the official client inside of the worker.
  getCollection: (client) => client.getCollection(COLLECTION),
  'retrieve any': (client, dice) =>
    client.retrieve(COLLECTION, { ids: Array.from({ length: dice.whole(1, 10) }, () => dice.whole(0, 10_000)) }),
  // It may touch any point, for all that anybody knows, and touches none.
  'delete by filter': (client) =>
    client.delete(COLLECTION, { wait: true, filter: { must: [{ key: 'v', match: { value: -1 } }] } }),
}

/** Calls that the server refuses, beside calls that are in order. */
export const WRONG: Readonly<
  Record<keyof typeof REFUSED, (client: PoolClient, ids: readonly number[], dice: Dice) => Promise<unknown>>
> = {
  'query nowhere': (client, _ids, dice) => client.query('nowhere', { query: vectorOf(dice), limit: 3 }),
  'upsert of a wrong vector': (client, ids) =>
    client.upsert(COLLECTION, { wait: true, points: ids.map((id) => ({ id, vector: [1], payload: { v: -id } })) }),
}

/** Whoever gave the call up, or was crashed, has to go without. */
function mustGiveBack(error: unknown): boolean {
  return error instanceof QdrantPoolError && ['CONNECTION_LOST', 'CONNECTION_REFUSED'].includes(error.code)
}
