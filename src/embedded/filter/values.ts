import type { Json } from '../json.ts'

export type ValueCheck = (value: Json) => boolean

export function isEmptyValue(value: Json): boolean {
  return value === null || (Array.isArray(value) && value.length === 0)
}

export function isNullValue(value: Json): boolean {
  return value === null || (Array.isArray(value) && value.includes(null))
}
