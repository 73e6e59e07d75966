import { toFieldCondition } from './field-condition.ts'
import type { ConditionInit, FilterInit } from './messages.ts'
import {
  listOf,
  longCountOf,
  membersOf,
  NoGrpcForm,
  oneOrMore,
  optional,
  plainObject,
  stringOf,
} from './no-grpc-form.ts'
import { toIds } from './selectors.ts'

/** @throws NoGrpcForm */
export function toFilter(value: unknown): FilterInit {
  const { must, should, must_not, min_should } = membersOf(value, 'must', 'should', 'must_not', 'min_should')
  return {
    must: toClause(must),
    should: toClause(should),
    mustNot: toClause(must_not),
    minShould: optional(min_should, toMinShould),
  }
}

function toClause(value: unknown): ConditionInit[] {
  return optional(value, (clause) => oneOrMore(clause, toCondition)) ?? []
}

function toMinShould(value: unknown): NonNullable<FilterInit['minShould']> {
  const { conditions, min_count } = membersOf(value, 'conditions', 'min_count')
  return { conditions: listOf(conditions, toCondition), minCount: longCountOf(min_count) }
}

function toCondition(value: unknown): ConditionInit {
  return { conditionOneOf: conditionOf(plainObject(value)) }
}

function conditionOf(condition: Readonly<Record<string, unknown>>): NonNullable<ConditionInit['conditionOneOf']> {
  if ('key' in condition) return { case: 'field', value: toFieldCondition(condition) }
  const [name, ...others] = Object.keys(condition)
  // A whole filter may have several members, every other condition has one.
  if (name !== undefined && others.length === 0) {
    const inner = condition[name]
    switch (name) {
      case 'has_id':
        return { case: 'hasId', value: { hasId: toIds(inner) } }
      case 'has_vector':
        return { case: 'hasVector', value: { hasVector: stringOf(inner) } }
      case 'is_empty':
        return { case: 'isEmpty', value: { key: stringOf(membersOf(inner, 'key').key) } }
      case 'is_null':
        return { case: 'isNull', value: { key: stringOf(membersOf(inner, 'key').key) } }
      case 'nested': {
        const { key, filter } = membersOf(inner, 'key', 'filter')
        return { case: 'nested', value: { key: stringOf(key), filter: toFilter(filter) } }
      }
    }
  }
  if (name === undefined) throw new NoGrpcForm('an empty condition')
  return { case: 'filter', value: toFilter(condition) }
}
