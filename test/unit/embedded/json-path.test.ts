import { describe, expect, it } from 'vitest'
import { formatPath, mergeAt, parsePath, removeAt, valuesAt } from '../../../src/embedded/json-path.ts'
import { payloadSelector } from '../../../src/embedded/payload-selector.ts'

const payload = () => ({
  city: 'Lima',
  nested: { a: { b: 1, c: 2 }, list: [{ k: 'x', v: 0 }, { k: 'y' }, 7] },
  'odd key': true,
})

describe('parsePath', () => {
  it.each(['a', 'a.b', 'a[0].b', 'a[].b', 'nested.list[]', 'a."odd key"', 'straße.x-y_z'])('reads %s', (text) => {
    expect(formatPath(parsePath(text))).toBe(text)
  })

  it.each(['', 'a[', 'a..b', '[0]', 'a b', '.a', 'a.', 'a[x]'])('refuses "%s"', (text) => {
    expect(() => parsePath(text)).toThrow(`Invalid json path: '${text}'`)
  })

  it('refuses what is no string', () => {
    expect(() => parsePath(7)).toThrow('Invalid json path')
  })
})

describe('valuesAt', () => {
  it.each([
    ['city', ['Lima']],
    ['nested.a.b', [1]],
    ['nested.list[].k', ['x', 'y']],
    ['nested.list[1].k', ['y']],
    ['nested.list[9]', []],
    ['"odd key"', [true]],
    ['city.x', []],
    ['nested[]', []],
    ['constructor', []],
  ])('finds at %s: %j', (path, found) => {
    expect(valuesAt(payload(), parsePath(path))).toEqual(found)
  })
})

describe('mergeAt', () => {
  it('merges into the object at the path', () => {
    const target = payload()
    mergeAt(target, parsePath('nested.a'), { b: null, d: 3 })
    expect(target.nested.a).toEqual({ c: 2, d: 3 })
  })

  it('replaces what is no object, and makes what is not there', () => {
    const target = { city: 'Lima' }
    mergeAt(target, parsePath('city.x'), { y: 1 })
    mergeAt(target, parsePath('new.place'), { z: 2 })
    expect(target).toEqual({ city: { x: { y: 1 } }, new: { place: { z: 2 } } })
  })

  it('reaches every element of a wildcard, and only the element of an index', () => {
    const target = { list: [{ a: 1 }, 5], other: [{}, {}] }
    mergeAt(target, parsePath('list[]'), { b: 2 })
    mergeAt(target, parsePath('other[1]'), { c: 3 })
    mergeAt(target, parsePath('other[9]'), { c: 3 })
    expect(target).toEqual({ list: [{ a: 1, b: 2 }, { b: 2 }], other: [{}, { c: 3 }] })
  })

  it('does not share what it merges', () => {
    const source = { deep: { n: 1 } }
    const one = {}
    mergeAt(one, [], source)
    source.deep.n = 2
    expect(one).toEqual({ deep: { n: 1 } })
  })
})

describe('removeAt', () => {
  it.each([
    ['nested.a.b', { c: 2 }],
    ['nested.a.missing.x', { b: 1, c: 2 }],
    ['nested.a', undefined],
  ])('removes %s', (path, left) => {
    const target = payload()
    removeAt(target, parsePath(path))
    expect(target.nested.a).toEqual(left)
  })

  it('removes from elements, and elements', () => {
    const target = { list: [{ k: 1, v: 2 }, { k: 3 }], gone: [1, 2], short: [1, 2] }
    removeAt(target, parsePath('list[].k'))
    removeAt(target, parsePath('gone[]'))
    removeAt(target, parsePath('short[0]'))
    expect(target).toEqual({ list: [{ v: 2 }, {}], gone: [], short: [2] })
  })
})

describe('payloadSelector', () => {
  it.each([
    [['city', 'nested.a.b'], { city: 'Lima', nested: { a: { b: 1 } } }],
    [{ include: ['nested.list[].k'] }, { nested: { list: [{ k: 'x' }, { k: 'y' }, 7] } }],
    [{ include: ['nested.list.k'] }, { nested: { list: [] } }],
    [{ exclude: ['nested', '"odd key"'] }, { city: 'Lima' }],
    [
      { exclude: ['nested.list[].k', 'nested.a.b'] },
      { city: 'Lima', nested: { a: { c: 2 }, list: [{ v: 0 }, {}, 7] }, 'odd key': true },
    ],
    [true, payload()],
  ])('picks %j', (selector, picked) => {
    expect(payloadSelector(selector, false)?.(payload())).toEqual(picked)
  })

  it('falls back to the default of the call', () => {
    expect(payloadSelector(undefined, false)).toBeUndefined()
    expect(payloadSelector(undefined, true)?.(payload())).toEqual(payload())
    expect(payloadSelector(false, true)).toBeUndefined()
  })

  it('refuses other shapes', () => {
    expect(() => payloadSelector({ only: [] }, false)).toThrow('WithPayloadInterface')
  })
})
