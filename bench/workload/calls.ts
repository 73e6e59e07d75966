import type { BenchClient } from './client.ts'
import { type Data, groupOf } from './data.ts'
import type { OperationName } from './operations.ts'

/** The calls of a cell by their turn; concurrent ingests never share an id. */
export function callOf(
  client: BenchClient,
  { operation, collection }: { readonly operation: OperationName; readonly collection: string },
  { shape, queries, batches }: Data,
): (turn: number) => Promise<unknown> {
  switch (operation) {
    case 'retrieve':
      return (turn) => client.retrieve(collection, scattered(turn, shape.points))
    case 'query':
      return (turn) => client.query(collection, cycled(queries, turn))
    case 'filtered':
      return (turn) => client.query(collection, cycled(queries, turn), groupOf(turn))
    case 'ingest-wait':
    case 'ingest':
      return (turn) => client.upsert(collection, cycled(batches, turn), turn * shape.batch, operation === 'ingest-wait')
  }
}

/** A prime step visits every id, none near the one before. */
function scattered(turn: number, points: number): number {
  return (turn * 7919) % points
}

function cycled<T>(items: readonly T[], turn: number): T {
  return items[turn % items.length] as T
}
