import { toId } from './ids.ts'
import type {
  ConsistencyInit,
  OrderByInit,
  OrderingInit,
  ShardKeyInit,
  ShardKeysInit,
  WithPayloadInit,
  WithVectorsInit,
} from './messages.ts'
import {
  integerOf,
  listOf,
  longCountOf,
  membersOf,
  numberOf,
  oneOrMore,
  optional,
  stringOf,
  wordOf,
} from './no-grpc-form.ts'

const ORDERINGS = { weak: 0, medium: 1, strong: 2 } as const
const CONSISTENCIES = { all: 0, majority: 1, quorum: 2 } as const
const DIRECTIONS = { asc: 0, desc: 1 } as const

export function toIds(value: unknown) {
  return listOf(value, toId)
}

export function toWithPayload(value: unknown): WithPayloadInit {
  if (typeof value === 'boolean') return { selectorOptions: { case: 'enable', value } }
  if (Array.isArray(value)) return { selectorOptions: { case: 'include', value: { fields: listOf(value, stringOf) } } }
  const { include, exclude } = membersOf(value, 'include', 'exclude')
  return exclude === undefined
    ? { selectorOptions: { case: 'include', value: { fields: listOf(include, stringOf) } } }
    : { selectorOptions: { case: 'exclude', value: { fields: listOf(exclude, stringOf) } } }
}

export function toWithVectors(value: unknown): WithVectorsInit {
  return typeof value === 'boolean'
    ? { selectorOptions: { case: 'enable', value } }
    : { selectorOptions: { case: 'include', value: { names: listOf(value, stringOf) } } }
}

export function toShardKeys(value: unknown): ShardKeysInit {
  if (typeof value !== 'object' || Array.isArray(value)) return { shardKeys: oneOrMore(value, toShardKey) }
  const { target, fallback } = membersOf(value, 'target', 'fallback')
  return { shardKeys: [toShardKey(target)], fallback: toShardKey(fallback) }
}

function toShardKey(value: unknown): ShardKeyInit {
  return typeof value === 'string'
    ? { key: { case: 'keyword', value } }
    : { key: { case: 'number', value: longCountOf(value) } }
}

export function toConsistency(value: unknown): ConsistencyInit {
  return typeof value === 'string'
    ? { value: { case: 'type', value: wordOf(value, CONSISTENCIES) } }
    : { value: { case: 'factor', value: longCountOf(value, 1) } }
}

export function toOrdering(value: unknown): OrderingInit {
  return { type: wordOf(value, ORDERINGS) }
}

/** Seconds; REST refuses 0. */
export function toTimeout(value: unknown): bigint {
  return longCountOf(value, 1)
}

export function toOrderBy(value: unknown): OrderByInit {
  if (typeof value === 'string') return { key: value }
  const { key, direction, start_from } = membersOf(value, 'key', 'direction', 'start_from')
  return {
    key: stringOf(key),
    direction: optional(direction, (word) => wordOf(word, DIRECTIONS)),
    startFrom: optional(start_from, toStartFrom),
  }
}

function toStartFrom(value: unknown): NonNullable<OrderByInit['startFrom']> {
  if (typeof value === 'string') return { value: { case: 'datetime', value } }
  return Number.isInteger(value)
    ? { value: { case: 'integer', value: integerOf(value) } }
    : { value: { case: 'float', value: numberOf(value) } }
}
