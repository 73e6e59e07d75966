import { noVariant } from './errors.ts'
import { isObject, type Json, type JsonObject, setMember } from './json.ts'
import { type JsonPath, parsePath, WILDCARD } from './json-path.ts'
import { arrayOf } from './reader.ts'

/** Picks what of a payload goes into the answer; undefined where none does. */
export type PayloadSelector = ((payload: JsonObject) => JsonObject) | undefined

/** `with_payload`: true, false, a list of paths, or { include } or { exclude }. */
export function payloadSelector(value: Json | undefined, byDefault: boolean): PayloadSelector {
  if (value === undefined || value === null) return byDefault ? everything : undefined
  if (typeof value === 'boolean') return value ? everything : undefined
  if (Array.isArray(value)) return including(value.map(parsePath))
  if (isObject(value) && 'include' in value) return including(arrayOf(value.include).map(parsePath))
  if (isObject(value) && 'exclude' in value) return excluding(arrayOf(value.exclude).map(parsePath))
  throw noVariant('WithPayloadInterface')
}

const everything = (payload: JsonObject) => payload

// Both walk the payload with the patterns that still fit the place, one item further at each step.
function including(patterns: readonly JsonPath[]): PayloadSelector {
  return (payload) => filtered(payload, patterns, (left) => left.length > 0)
}

function excluding(patterns: readonly JsonPath[]): PayloadSelector {
  return (payload) => filtered(payload, patterns, (left) => !left.some((pattern) => pattern.length === 0), true)
}

function filtered(
  object: JsonObject,
  patterns: readonly JsonPath[],
  keeps: (left: readonly JsonPath[]) => boolean,
  keepsUnmatched = false,
): JsonObject {
  const result: JsonObject = {}
  for (const [key, value] of Object.entries(object)) {
    const left = advance(patterns, key)
    if (keeps(left)) setMember(result, key, inner(value, left))
  }
  return result

  function inner(value: Json, left: readonly JsonPath[]): Json {
    const isSettled = keepsUnmatched ? left.length === 0 : left.some((pattern) => pattern.length === 0)
    if (isSettled) return value
    if (isObject(value)) return filtered(value, left, keeps, keepsUnmatched)
    if (!Array.isArray(value)) return value
    const within = advance(left, WILDCARD)
    return keeps(within) ? value.map((element) => inner(element, within)) : []
  }
}

function advance(patterns: readonly JsonPath[], item: string | typeof WILDCARD): JsonPath[] {
  return patterns.filter((pattern) => pattern[0] === item).map((pattern) => pattern.slice(1))
}
