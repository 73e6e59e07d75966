import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAnswer, readAnswer } from '../../../src/protocol/answer-text.ts'
import { encodeBody } from '../../../src/wire/rest/encode.ts'

function byReviver(_key: string, value: unknown, { source = '' }: { source?: string } = {}): unknown {
  const isLong = typeof value === 'number' && /^-?\d+$/.test(source) && !Number.isSafeInteger(value)
  return isLong ? BigInt(source) : value
}

describe('parseAnswer', () => {
  it('gives integers beyond 2^53 as bigint and all else as JSON.parse does', () => {
    expect(
      parseAnswer('{"result":[{"id":18446744073709551615,"n":-9007199254740993,"f":0.1234567890123456789,"e":1e30}]}'),
    ).toEqual({
      result: [{ id: 18446744073709551615n, n: -9007199254740993n, f: 0.12345678901234568, e: 1e30 }],
    })
  })

  it('leaves 16 digits that are a safe integer, or stand in a text, as they are', () => {
    expect(parseAnswer('[9007199254740991, 1234567890123456, ":99999999999999999999"]')).toEqual([
      9007199254740991,
      1234567890123456,
      ':99999999999999999999',
    ])
  })

  it('finds them beside texts that look like the mark they travel with, and under odd keys', () => {
    const id = 2n ** 63n
    const texts = ['\u0001integer:12345678901234567890', '12345678901234567890', '"', '\\', ', 12345678901234567890,']
    for (const text of texts)
      expect(parseAnswer(String(encodeBody({ text, id, list: [text, id, 1] })))).toEqual({
        text,
        id,
        list: [text, id, 1],
      })
    const odd = parseAnswer('{"__proto__":12345678901234567890}')
    expect(Object.getOwnPropertyDescriptor(odd, '__proto__')?.value).toBe(12345678901234567890n)
  })

  it('leaves numbers with a fraction or an exponent to JSON.parse', () => {
    const text = '[12345678901234567890.0, 12345678901234567890e1, -1234567890123456789.5, 12345678901234567890]'
    expect(parseAnswer(text)).toEqual([
      12345678901234567000,
      123456789012345680000,
      -1234567890123456800,
      12345678901234567890n,
    ])
  })

  it('gives what a reviver on every value would give (seed is printed on failure)', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = String(encodeBody([value, 2n ** 64n - 1n]))
        expect(parseAnswer(text)).toEqual(JSON.parse(text, byReviver))
      }),
    )
  })

  it('reads back what encodeBody wrote, ids of 64 bits included (seed is printed on failure)', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (id) => {
        const expected = id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : id
        expect(parseAnswer(String(encodeBody({ id })))).toEqual({ id: expected })
      }),
    )
  })
})

describe('readAnswer', () => {
  it('takes the result out of the envelope', () => {
    expect(readAnswer('{"result":{"id":18446744073709551615},"status":"ok","time":0.1}')).toEqual({
      ok: true,
      value: { id: 18446744073709551615n },
    })
  })

  it.each([
    ['{"result":', 'broken JSON'],
    ['', 'broken JSON'],
    ['{}', 'JSON that has no `result`'],
    ['null', 'JSON that has no `result`'],
  ])('says of %s what is wrong with it', (text, message) => {
    expect(readAnswer(text)).toMatchObject({
      ok: false,
      failure: { code: 'INVALID_RESPONSE', outcome: 'unknown', message: expect.stringContaining(message) },
    })
  })
})
