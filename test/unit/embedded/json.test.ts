import { describe, expect, it } from 'vitest'
import { member, parseJson, setMember, stringifyJson } from '../../../src/embedded/json.ts'

describe('parseJson', () => {
  it('keeps integers beyond 2^53 exact', () => {
    expect(parseJson('{"id":18446744073709551615,"low":-9223372036854775808,"small":7}')).toEqual({
      id: 18446744073709551615n,
      low: -9223372036854775808n,
      small: 7,
    })
  })

  it('leaves long fractions and integers beyond 64 bits as floats', () => {
    expect(parseJson('[0.12345678901234567, 99999999999999999999, 12345678901234567.5]')).toEqual([
      0.12345678901234566, 1e20, 12345678901234568,
    ])
  })

  it('keeps a long safe integer a number', () => {
    expect(parseJson('[1234567890123456]')).toEqual([1234567890123456])
  })
})

describe('stringifyJson', () => {
  it('writes bigints as plain integers', () => {
    expect(stringifyJson({ id: 18446744073709551615n, list: [1, 2n] })).toBe('{"id":18446744073709551615,"list":[1,2]}')
  })

  it('passes on what is not about bigints', () => {
    const failing = {
      toJSON() {
        throw new RangeError('no')
      },
    }
    expect(() => stringifyJson(failing)).toThrow(RangeError)
  })
})

describe('members', () => {
  it('are own properties only', () => {
    expect(member({}, 'constructor')).toBeUndefined()
  })

  it('may be called __proto__', () => {
    const object = {}
    setMember(object, '__proto__', 1)
    expect(stringifyJson(object)).toBe('{"__proto__":1}')
    expect(member(object, '__proto__')).toBe(1)
  })
})
