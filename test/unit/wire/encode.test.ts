import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeAnswer } from '../../../src/wire/rest/decode.ts'
import { encodeBody, UnsendableError } from '../../../src/wire/rest/encode.ts'

describe('encodeBody', () => {
  it('is JSON.stringify for plain values (seed is printed on failure)', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => encodeBody(value) === JSON.stringify(value)))
  })

  it('writes typed arrays as lists and bigints as integers, without touching the arguments', () => {
    const body = {
      points: [{ id: 2n ** 64n - 1n, vector: new Float32Array([0.5, -1]), raw: new Uint8Array([7]) }],
      at: new Date(0),
    }
    expect(encodeBody(body)).toBe(
      '{"points":[{"id":18446744073709551615,"vector":[0.5,-1],"raw":[7]}],"at":"1970-01-01T00:00:00.000Z"}',
    )
    expect(body.points[0]?.vector).toBeInstanceOf(Float32Array)
  })

  it.each([
    [{ points: [{ vector: [1, Number.NaN] }] }, 'points[0].vector[1] is NaN, which JSON cannot carry'],
    [{ query: new Float32Array([1, Number.POSITIVE_INFINITY]) }, 'query[1] is Infinity, which JSON cannot carry'],
    [{ payload: { seen: new Map() } }, 'payload.seen is a Map, which JSON cannot carry'],
    [{ payload: { at: new Date(Number.NaN) } }, 'payload.at is an invalid Date'],
  ])('names the place of what JSON would lose', (body, message) => {
    expect(() => encodeBody(body)).toThrow(new UnsendableError(message))
  })

  it('leaves undefined members out, as the client does', () => {
    expect(encodeBody({ a: undefined, b: null })).toBe('{"b":null}')
  })
})

describe('decodeAnswer', () => {
  it('gives integers beyond 2^53 as bigint and all else as JSON.parse does', () => {
    expect(
      decodeAnswer('{"result":[{"id":18446744073709551615,"n":-9007199254740993,"f":0.1234567890123456789,"e":1e30}]}'),
    ).toEqual({
      result: [{ id: 18446744073709551615n, n: -9007199254740993n, f: 0.12345678901234568, e: 1e30 }],
    })
  })

  it('leaves 16 digits that are a safe integer, or stand in a text, as they are', () => {
    expect(decodeAnswer('[9007199254740991, 1234567890123456, ":99999999999999999999"]')).toEqual([
      9007199254740991,
      1234567890123456,
      ':99999999999999999999',
    ])
  })

  it('reads back what encodeBody wrote, ids of 64 bits included (seed is printed on failure)', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (id) => {
        const expected = id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : id
        expect(decodeAnswer(encodeBody({ id }))).toEqual({ id: expected })
      }),
    )
  })
})
