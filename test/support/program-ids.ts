import type { PointId } from '../../src/operations/point-id.ts'

/** The spellings by which one point is told to the server; the first is the one that answers show. */
export type Spellings = readonly [PointId, ...PointId[]]

/** Points that programs write and read. */
export const WRITABLE: readonly Spellings[] = [
  ...Array.from({ length: 10 }, (_, id): Spellings => [id, BigInt(id)]),
  ...[2n ** 53n + 1n, 2n ** 53n + 2n, 2n ** 60n, 2n ** 63n + 1n, 2n ** 64n - 1n].map((id): Spellings => [id]),
  ...Array.from({ length: 9 }, (_, digit) => uuidSpellings(`550e8400-e29b-41d4-a716-44665544ab0${digit}`)),
]

/** Points that nothing ever writes. */
export const MISSING: readonly Spellings[] = [[404], [2n ** 62n], uuidSpellings('00000000-0000-4000-8000-00000000dead')]

/** Points of writes that nobody waits for, whose outcome stays unknown: never read. */
export const DOOMED: readonly Spellings[] = [
  [666],
  [667],
  [2n ** 61n],
  uuidSpellings('dddddddd-dddd-4ddd-8ddd-dddddddddddd'),
]

export function spelled(id: Spellings, pick: number): PointId {
  return id[pick % id.length] ?? id[0]
}

function uuidSpellings(uuid: string): Spellings {
  const simple = uuid.replaceAll('-', '')
  return [uuid, uuid.toUpperCase(), simple, simple.toUpperCase(), `{${uuid}}`, `urn:uuid:${uuid.toUpperCase()}`]
}
