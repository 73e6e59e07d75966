import { malformedAtEnd } from '../errors.ts'
import { pointId } from '../ids.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { type JsonPath, parsePath, valuesAt, WILDCARD } from '../json-path.ts'
import { arrayOf, objectOf, stringOf } from '../reader.ts'
import { fieldCondition } from './field-condition.ts'
import { compileFilter } from './filter.ts'
import type { FilterContext, Predicate } from './predicate.ts'
import { isEmptyValue, isNullValue } from './values.ts'

/** One condition of a clause: on a field, on the point itself, or a whole filter. */
export function condition(value: Json, context: FilterContext, where: string): Predicate {
  if (!isObject(value)) throw unknownCondition()
  if ('key' in value) return fieldCondition(value, context, where)
  if ('has_id' in value) return hasId(value, context)
  if ('has_vector' in value) {
    const name = stringOf(value.has_vector)
    return (_payload, slot) => context.hasVector(name, slot)
  }
  if ('is_empty' in value) {
    const path = keyOf(value.is_empty)
    return (payload) => valuesAt(payload, path).every(isEmptyValue)
  }
  if ('is_null' in value) {
    const path = keyOf(value.is_null)
    return (payload) => valuesAt(payload, path).some(isNullValue)
  }
  if ('nested' in value) return nested(value, context, where)
  if ('must' in value || 'should' in value || 'must_not' in value || 'min_should' in value) {
    return compileFilter(value, context, where)
  }
  throw unknownCondition()
}

function hasId(value: JsonObject, context: FilterContext): Predicate {
  const ids = new Set(arrayOf(value.has_id).map(pointId))
  return (_payload, slot) => {
    const id = context.idAt(slot)
    return id !== undefined && ids.has(id)
  }
}

/** All conditions must hold within one and the same element of the array. */
function nested(value: JsonObject, context: FilterContext, where: string): Predicate {
  const inner = objectOf(value.nested, 'struct Nested')
  const path = parsePath(inner.key)
  const elements: JsonPath = path.at(-1) === WILDCARD ? path : [...path, WILDCARD]
  const filter = compileFilter(objectOf(inner.filter, 'struct Filter'), context, `${where}.nested.filter`)
  return (payload, slot) => valuesAt(payload, elements).some((item) => isObject(item) && filter(item, slot))
}

function keyOf(value: Json | undefined): JsonPath {
  return parsePath(objectOf(value, 'struct PayloadField').key)
}

function unknownCondition() {
  return malformedAtEnd(
    'Expected some form of condition, which can be a field condition (like {"key": ..., "match": ... }), or some other mentioned in the documentation: https://qdrant.tech/documentation/concepts/filtering/#filtering-conditions',
  )
}
