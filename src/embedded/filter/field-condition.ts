import { invalid } from '../errors.ts'
import type { Json, JsonObject } from '../json.ts'
import { parsePath, valuesAt } from '../json-path.ts'
import { booleanOf, countOf, objectOf, optional } from '../reader.ts'
import { geoBoundingBox, geoPolygon, geoRadius } from './geo.ts'
import { matchCheck } from './match.ts'
import type { FilterContext, Predicate } from './predicate.ts'
import { bounds, rangeCheck } from './range.ts'
import { isEmptyValue, isNullValue, type ValueCheck } from './values.ts'

/** A condition on the values that a key leads to; an array matches if one of its elements does. */
export function fieldCondition(value: JsonObject, context: FilterContext, where: string): Predicate {
  const path = parsePath(value.key)
  const counts = optional(value.values_count, valuesCount)
  if (counts) return (payload) => valuesAt(payload, path).some(counts)

  const wantEmpty = optional(value.is_empty, booleanOf)
  if (wantEmpty !== undefined) return (payload) => valuesAt(payload, path).every(isEmptyValue) === wantEmpty
  const wantNull = optional(value.is_null, booleanOf)
  if (wantNull !== undefined) return (payload) => valuesAt(payload, path).some(isNullValue) === wantNull

  const checks: ValueCheck[] = [
    optional(value.match, (match) => matchCheck(objectOf(match, 'struct Match'), context.tokenizer(path))),
    optional(value.range, rangeCheck),
    optional(value.geo_radius, geoRadius),
    optional(value.geo_bounding_box, geoBoundingBox),
    optional(value.geo_polygon, geoPolygon),
  ].filter((check) => check !== undefined)
  const [first, ...rest] = checks
  if (!first) {
    throw invalid(`${where}.__all__`, 'Validation error: At least one field condition must be specified [{}]')
  }
  const check: ValueCheck = rest.length === 0 ? first : (item) => checks.some((matches) => matches(item))
  return (payload) => valuesAt(payload, path).some((found) => (Array.isArray(found) ? found.some(check) : check(found)))
}

function valuesCount(value: Json): ValueCheck {
  const within = bounds(objectOf(value, 'struct ValuesCount'), countOf)
  return (found) => within(Array.isArray(found) ? found.length : found === null ? 0 : 1)
}
