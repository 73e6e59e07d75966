import { malformedAtEnd } from '../errors.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { countOf } from '../reader.ts'
import { condition } from './condition.ts'
import type { FilterContext, Predicate } from './predicate.ts'

export const CLAUSES: readonly string[] = ['should', 'min_should', 'must', 'must_not']

/**
 * Compiles a filter once, to be asked for every point.
 * @param where the filter's place in the request, as validation errors name it
 * @throws ApiError 400 or 422
 */
export function compileFilter(filter: JsonObject, context: FilterContext, where: string): Predicate {
  const unknown = Object.keys(filter).find((key) => !CLAUSES.includes(key))
  if (unknown !== undefined) {
    throw malformedAtEnd(
      `unknown field \`${unknown}\`, expected one of \`should\`, \`min_should\`, \`must\`, \`must_not\``,
    )
  }
  const clause = (name: string) =>
    listOf(filter[name]).map((item, i) => condition(item, context, `${where}.${name}[${i}]`))
  const must = clause('must')
  const mustNot = clause('must_not')
  const should = clause('should')
  const minimum = minShould(filter.min_should, context, where)
  return (payload, slot) =>
    must.every((matches) => matches(payload, slot)) &&
    !mustNot.some((matches) => matches(payload, slot)) &&
    (should.length === 0 || should.some((matches) => matches(payload, slot))) &&
    (minimum === undefined || minimum(payload, slot))
}

/** The filter of a request, where there is one. */
export function optionalFilter(value: Json | undefined, context: FilterContext, where: string): Predicate | undefined {
  if (value === undefined || value === null) return undefined
  if (!isObject(value)) throw malformedAtEnd('invalid type, expected struct Filter')
  return Object.keys(value).length === 0 ? undefined : compileFilter(value, context, `${where}.filter`)
}

function minShould(clause: Json | undefined, context: FilterContext, where: string): Predicate | undefined {
  if (clause === undefined || clause === null) return undefined
  if (!isObject(clause)) throw malformedAtEnd('invalid type, expected struct MinShould')
  const conditions = listOf(clause.conditions).map((item, i) =>
    condition(item, context, `${where}.min_should.conditions[${i}]`),
  )
  const least = countOf(clause.min_count)
  return (payload, slot) => conditions.filter((matches) => matches(payload, slot)).length >= least
}

/** A clause may be a list, one condition or nothing. */
function listOf(clause: Json | undefined): Json[] {
  if (clause === undefined || clause === null) return []
  if (Array.isArray(clause)) return clause
  if (isObject(clause)) return [clause]
  const shown = typeof clause === 'string' ? `string ${JSON.stringify(clause)}` : `\`${clause}\``
  throw malformedAtEnd(`invalid type: ${shown}, expected null, array or map`)
}
