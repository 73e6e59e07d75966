import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBody } from '../../../src/wire/rest/encode.ts'
import { UnsendableError } from '../../../src/wire/unsendable-error.ts'

describe('encodeBody', () => {
  it('is JSON.stringify for plain values (seed is printed on failure)', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => encodeBody(value) === JSON.stringify(value)))
  })

  it('writes typed arrays as lists and bigints as integers, without touching the arguments', () => {
    const body = {
      points: [
        {
          id: 2n ** 64n - 1n,
          vector: new Float32Array([0.5, -1]),
          raw: new Uint8Array([7]),
          big: BigInt64Array.of(-3n),
        },
      ],
      at: new Date(0),
    }
    expect(String(encodeBody(body))).toBe(
      '{"points":[{"id":18446744073709551615,"vector":[0.500000000000,-1],"raw":[7],"big":[-3]}],"at":"1970-01-01T00:00:00.000Z"}',
    )
    expect(body.points[0]?.vector).toBeInstanceOf(Float32Array)
  })

  it.each([
    [{ points: [{ vector: [1, Number.NaN] }] }, 'points[0].vector[1] is NaN, which JSON cannot carry'],
    [{ query: new Float32Array([1, Number.POSITIVE_INFINITY]) }, 'query[1] is Infinity, which JSON cannot carry'],
    [{ payload: { seen: new Map() } }, 'payload.seen is a Map, which JSON cannot carry'],
    [{ query: new DataView(new ArrayBuffer(8)) }, 'query is a DataView, which JSON cannot carry'],
    [{ payload: { at: new Date(Number.NaN) } }, 'payload.at is an invalid Date'],
  ])('names the place of what JSON would lose', (body, message) => {
    expect(() => encodeBody(body)).toThrow(new UnsendableError(message))
  })

  it('leaves undefined members out, as the client does', () => {
    expect(encodeBody({ a: undefined, b: null })).toBe('{"b":null}')
  })

  it('writes vectors of single precision as text that reads back as the same floats (seed is printed on failure)', () => {
    const floats = fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 40 })
    const unit = fc
      .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
      .map((list) => new Float32Array(list))
    fc.assert(
      fc.property(fc.oneof(floats, unit), (vector) => {
        const { query } = JSON.parse(String(encodeBody({ query: vector }))) as { query: number[] }
        // Adding 0 makes of -0, which JSON.stringify writes as 0, the same zero.
        expect(query.map((number) => Math.fround(number) + 0)).toEqual(Array.from(vector, (float) => float + 0))
      }),
      { numRuns: 2_000 },
    )
  })

  it('writes floats at the edges of its short form', () => {
    const edges = [
      2 ** -13,
      2 ** -13 - 2 ** -37,
      1 - 2 ** -24,
      1,
      0.99999994,
      1.1754943508222875e-38,
      3.4028234663852886e38,
      1e-45,
      0,
    ]
    const vector = new Float32Array(edges.flatMap((edge) => [edge, -edge]))
    const [read] = JSON.parse(String(encodeBody([vector]))) as number[][]
    expect(Float32Array.from(read ?? [])).toEqual(Float32Array.from(vector, (float) => float + 0))
  })

  it('keeps the doubles of a payload to the last digit', () => {
    const third = Math.fround(1 / 3)
    const payload = { list: new Float32Array([third]) }
    expect(JSON.parse(String(encodeBody({ points: [{ vector: new Float32Array([third]), payload }] })))).toMatchObject({
      points: [{ payload: { list: [third] } }],
    })
  })

  it('is not misled by a text that holds what stands for a vector', () => {
    const body = { text: '-0.0e-71806315', vector: new Float32Array([0.5]) }
    expect(JSON.parse(String(encodeBody(body)))).toEqual({ text: '-0.0e-71806315', vector: [0.5] })
  })

  it('writes texts of any script beside vectors', () => {
    const body = { title: 'naïve 日本 🙂', vector: new Float32Array([0.5, 2]), after: 'ß' }
    expect(JSON.parse(String(encodeBody(body)))).toEqual({ ...body, vector: [0.5, 2] })
  })
})
