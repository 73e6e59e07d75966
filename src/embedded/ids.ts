import { malformed, wrongInput } from './errors.ts'
import type { Json } from './json.ts'

/** A safe integer, a bigint beyond it, or a UUID in lower case with hyphens: equal ids are equal map keys. */
export type PointId = number | bigint | string

const HEX32 = /^[0-9a-f]{32}$/
const HYPHENATED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const MAX_U64 = 2n ** 64n - 1n

/** @throws ApiError 400 */
export function pointId(value: Json | undefined): PointId {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  if (typeof value === 'bigint' && value >= 0n) return value
  const uuid = typeof value === 'string' ? canonicalUuid(value) : undefined
  if (uuid !== undefined) return uuid
  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value)
  throw malformed(`value ${shown} is not a valid point ID, valid values are either an unsigned integer or a UUID`)
}

/** The id in a path such as /collections/a/points/1. @throws ApiError 400 */
export function pointIdOfPath(text: string): PointId {
  if (/^\d+$/.test(text) && BigInt(text) <= MAX_U64) {
    return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)
  }
  const uuid = canonicalUuid(text)
  if (uuid === undefined) throw wrongInput(`Can not recognize "${text}" as point id`)
  return uuid
}

/** Accepts the five spellings: hyphenated, simple, braced, urn and any of them in upper case. */
function canonicalUuid(text: string): string | undefined {
  let bare = text.toLowerCase()
  if (bare.length === 38 && bare.startsWith('{') && bare.endsWith('}')) bare = bare.slice(1, -1)
  else if (bare.length === 45 && text.startsWith('urn:uuid:')) bare = bare.slice(9)
  if (HYPHENATED.test(bare)) return bare
  return bare.length === text.length && HEX32.test(bare) ? hyphenate(bare) : undefined
}

function hyphenate(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Scroll order: numbers before UUIDs, each ascending. */
export function compareIds(a: PointId, b: PointId): number {
  const aIsText = typeof a === 'string'
  if (aIsText !== (typeof b === 'string')) return aIsText ? 1 : -1
  return a < b ? -1 : a > b ? 1 : 0
}

/** 8 bytes for a number, 16 for a UUID: SQLite's integers end at 2^63 - 1. */
export function encodeId(id: PointId): Uint8Array {
  if (typeof id === 'string') return Buffer.from(id.replaceAll('-', ''), 'hex')
  const bytes = Buffer.allocUnsafe(8)
  bytes.writeBigUInt64BE(BigInt(id))
  return bytes
}

export function decodeId(bytes: Uint8Array): PointId {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length === 16) return hyphenate(buffer.toString('hex'))
  const exact = buffer.readBigUInt64BE()
  return exact <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(exact) : exact
}
