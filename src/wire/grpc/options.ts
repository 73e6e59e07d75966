import type { Params } from '../../operations/operation.ts'
import { toFilter } from './filter.ts'
import { membersOf, NoGrpcForm, optional } from './no-grpc-form.ts'
import { toConsistency, toIds, toOrdering, toShardKeys, toTimeout } from './selectors.ts'

export function readOptions(read: Readonly<{ shard_key?: unknown; consistency?: unknown; timeout?: unknown }>) {
  return { shardKeySelector: optional(read.shard_key, toShardKeys), ...batchOptions(read) }
}

export function batchOptions({ consistency, timeout }: Readonly<{ consistency?: unknown; timeout?: unknown }>) {
  return { readConsistency: optional(consistency, toConsistency), timeout: optional(timeout, toTimeout) }
}

export function writeOptions(rest: Params) {
  const { shard_key, ordering, timeout } = membersOf(rest, 'shard_key', 'ordering', 'timeout')
  return {
    shardKeySelector: optional(shard_key, toShardKeys),
    ordering: optional(ordering, toOrdering),
    timeout: optional(timeout, toTimeout),
  }
}

/** The points that a write is for. */
export function selection(points: unknown, filter: unknown) {
  const ids = optional(points, toIds)
  const filtered = optional(filter, toFilter)
  if ((ids === undefined) === (filtered === undefined)) throw new NoGrpcForm('neither or both of `points` and `filter`')
  return ids === undefined
    ? { pointsSelectorOneOf: { case: 'filter' as const, value: filtered ?? {} } }
    : { pointsSelectorOneOf: { case: 'points' as const, value: { ids } } }
}
