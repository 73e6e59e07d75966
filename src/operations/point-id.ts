export type PointId = string | number | bigint

const HEX = '[0-9a-fA-F]'
const HYPHENATED = `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`
/** The spellings of a UUID that the server takes. */
const UUID = new RegExp(`^(?:${HEX}{32}|${HYPHENATED}|\\{${HYPHENATED}\\}|urn:uuid:${HYPHENATED})$`)

/** An id that the server takes as it is. */
export function isPointId(value: unknown): value is PointId {
  if (typeof value === 'string') return UUID.test(value)
  return typeof value === 'bigint' ? value >= 0n : Number.isSafeInteger(value) && Number(value) >= 0
}

/** One text for all spellings of a point's id: integers as digits, UUIDs as 32 lower-case hexadecimal digits. */
export function canonicalId(id: PointId): string {
  if (typeof id !== 'string') return id.toString()
  return id
    .toLowerCase()
    .replace(/^urn:uuid:/, '')
    .replace(/[-{}]/g, '')
}
