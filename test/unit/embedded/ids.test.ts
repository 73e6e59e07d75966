import { describe, expect, it } from 'vitest'
import { compareIds, decodeId, encodeId, pointId, pointIdOfPath } from '../../../src/embedded/ids.ts'

const UUID = '550e8400-e29b-41d4-a716-446655440000'

describe('pointId', () => {
  it.each([
    UUID,
    UUID.toUpperCase(),
    UUID.replaceAll('-', ''),
    `{${UUID}}`,
    `urn:uuid:${UUID}`,
  ])('reads %s as the one canonical UUID', (spelling) => {
    expect(pointId(spelling)).toBe(UUID)
  })

  it.each([
    -1,
    1.5,
    'abc',
    null,
    true,
    '550e8400',
    `{${UUID.replaceAll('-', '')}}`,
    `urn:uuid:${UUID.replaceAll('-', '')}`,
    [1],
  ])('refuses %s', (value) => {
    expect(() => pointId(value)).toThrow('is not a valid point ID')
  })

  it('keeps the largest 64-bit id exact', () => {
    expect(pointId(18446744073709551615n)).toBe(18446744073709551615n)
  })
})

describe('pointIdOfPath', () => {
  it('reads small numbers, large numbers and UUIDs', () => {
    expect(pointIdOfPath('7')).toBe(7)
    expect(pointIdOfPath('18446744073709551615')).toBe(18446744073709551615n)
    expect(pointIdOfPath(`{${UUID}}`)).toBe(UUID)
  })

  it.each(['not-an-id', '18446744073709551616', '-1'])('refuses %s', (text) => {
    expect(() => pointIdOfPath(text)).toThrow(`Can not recognize "${text}" as point id`)
  })
})

describe('compareIds', () => {
  it('puts numbers before UUIDs, each ascending', () => {
    const ids = [UUID, 18446744073709551615n, 3, '00000000-0000-0000-0000-000000000000', 20]
    expect(ids.sort(compareIds)).toEqual([3, 20, 18446744073709551615n, '00000000-0000-0000-0000-000000000000', UUID])
  })
})

describe('encodeId', () => {
  it.each([0, 1, Number.MAX_SAFE_INTEGER, 2n ** 63n, 2n ** 64n - 1n, UUID])('gives bytes that decode to %s', (id) => {
    expect(decodeId(encodeId(id))).toBe(id)
  })

  it('takes 8 bytes for numbers and 16 for UUIDs', () => {
    expect(encodeId(5)).toHaveLength(8)
    expect(encodeId(UUID)).toHaveLength(16)
  })
})
