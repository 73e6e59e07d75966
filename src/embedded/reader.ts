import { invalid, malformed, malformedAtEnd } from './errors.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

/** Reads of a request body that say what was expected, in serde's words. */
export function objectOf(value: Json | undefined, expected: string): JsonObject {
  if (isObject(value)) return value
  throw malformedAtEnd(`invalid type: ${describe(value)}, expected ${expected}`)
}

export function arrayOf(value: Json | undefined): Json[] {
  if (Array.isArray(value)) return value
  throw malformedAtEnd(`invalid type: ${describe(value)}, expected a sequence`)
}

export function required(body: JsonObject, field: string): Json {
  const value = body[field]
  if (value === undefined) throw malformedAtEnd(`missing field \`${field}\``)
  return value
}

export function stringOf(value: Json | undefined): string {
  if (typeof value === 'string') return value
  throw malformedAtEnd(`invalid type: ${describe(value)}, expected a string`)
}

export function optional<T>(value: Json | undefined, read: (value: Json) => T): T | undefined {
  return value === undefined || value === null ? undefined : read(value)
}

export function booleanOf(value: Json | undefined): boolean {
  if (typeof value === 'boolean') return value
  throw malformedAtEnd(`invalid type: ${describe(value)}, expected a boolean`)
}

export function numberOf(value: Json | undefined): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  throw malformedAtEnd(`invalid type: ${describe(value)}, expected f64`)
}

export function countOf(value: Json | undefined): number {
  if (typeof value === 'bigint' && value >= 0n) return Number(value)
  if (typeof value !== 'number') throw malformedAtEnd(`invalid type: ${describe(value)}, expected usize`)
  if (!Number.isInteger(value)) throw malformedAtEnd(`invalid type: floating point \`${value}\`, expected usize`)
  if (value < 0) throw malformedAtEnd(`invalid value: integer \`${value}\`, expected usize`)
  return value
}

/** @param struct the name that the real server's validation gives the request, such as `scroll_request` */
export function limitOf(body: JsonObject, struct: string, fallback: number, field = 'limit'): number {
  const limit = optional(body[field], countOf) ?? fallback
  return within(limit, { where: `${struct}.${field}`, min: 1 })
}

export function payloadOf(value: Json | undefined): JsonObject {
  if (isObject(value)) return value
  throw malformed(`invalid type: ${describe(value)}, expected a map`)
}

/** What serde calls a value that it did not expect. */
export function describe(value: Json | undefined): string {
  if (value === undefined || value === null) return 'null'
  if (Array.isArray(value)) return 'sequence'
  switch (typeof value) {
    case 'string':
      return `string ${JSON.stringify(value)}`
    case 'boolean':
      return `boolean \`${value}\``
    case 'number':
      return Number.isInteger(value) ? `integer \`${value}\`` : `floating point \`${value}\``
    case 'bigint':
      return `integer \`${value}\``
    default:
      return 'map'
  }
}

export interface Bounds {
  /** The value's place in the request. */
  readonly where: string
  readonly min?: number
  readonly max?: number
  readonly isFloat?: boolean
}

/** @throws ApiError 422 */
export function within(value: number, { where, min = -Infinity, max = Infinity, isFloat = false }: Bounds): number {
  if (value >= min && value <= max) return value
  const shown = (number: number) => (isFloat && Number.isInteger(number) ? `${number}.0` : String(number))
  const range =
    max === Infinity
      ? `${shown(min)} or larger`
      : min === -Infinity
        ? `${shown(max)} or smaller`
        : `from ${shown(min)} to ${shown(max)}`
  throw invalid(where, `value ${shown(value)} invalid, must be ${range}`)
}
