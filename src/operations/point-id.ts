export type PointId = string | number | bigint

/** Equal for all spellings of one point's id, as a key of maps and sets. */
export type PointKey = string | number

const HEX = '[0-9a-fA-F]'
const HYPHENATED = `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`
/** The spellings of a UUID that the server takes. */
const UUID = new RegExp(`^(?:${HEX}{32}|${HYPHENATED}|\\{${HYPHENATED}\\}|urn:uuid:${HYPHENATED})$`)

/** An id that the server takes as it is. */
export function isPointId(value: unknown): value is PointId {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0
  return typeof value === 'string' ? UUID.test(value) : typeof value === 'bigint' && value >= 0n
}

/** One key for all spellings: integers by value, UUIDs as 32 lower-case hexadecimal digits. */
export function pointKey(id: PointId): PointKey {
  if (typeof id === 'number') return id
  if (typeof id === 'bigint') return id <= Number.MAX_SAFE_INTEGER ? Number(id) : id.toString()
  return id
    .toLowerCase()
    .replace(/^urn:uuid:/, '')
    .replace(/[-{}]/g, '')
}
