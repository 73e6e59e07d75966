export type PointId = string | number | bigint

/**
 * One text for all spellings of a point's id: integers as digits, UUIDs as 32 lower-case hexadecimal digits whether they
 * came with hyphens, without, in braces or as a URN.
 */
export function canonicalId(id: PointId): string {
  if (typeof id !== 'string') return id.toString()
  return id
    .toLowerCase()
    .replace(/^urn:uuid:/, '')
    .replace(/[-{}]/g, '')
}

export function isPointId(value: unknown): value is PointId {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'bigint'
}
