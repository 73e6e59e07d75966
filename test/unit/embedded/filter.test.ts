import { describe, expect, it } from 'vitest'
import { compileFilter } from '../../../src/embedded/filter/filter.ts'
import type { FilterContext } from '../../../src/embedded/filter/predicate.ts'
import type { JsonObject } from '../../../src/embedded/json.ts'
import { formatPath } from '../../../src/embedded/json-path.ts'

const words = (text: string) => text.toLowerCase().split(/\W+/)
const context: FilterContext = {
  idAt: (slot) => slot,
  hasVector: (name, slot) => name === 'image' && slot === 1,
  tokenizer: (path) => (formatPath(path) === 'indexed' ? words : undefined),
}

const payload: JsonObject = {
  city: 'Berlin',
  n: 7,
  big: 18446744073709551615n,
  active: true,
  colors: ['red', 'green'],
  none: null,
  empty: [],
  holes: [1, null],
  at: '2026-03-01T12:00:00+02:00',
  text: 'the quick fox',
  indexed: 'The Quick fox',
  loc: { lon: 13.4, lat: 52.5 },
  rows: [
    { k: 'x', v: 1 },
    { k: 'y', v: 2 },
  ],
}

const matches = (filter: JsonObject, slot = 1) => compileFilter(filter, context, 'test.filter')(payload, slot)
const must = (condition: JsonObject, slot = 1) => matches({ must: [condition] }, slot)
const square = {
  points: [
    [13, 52],
    [14, 52],
    [14, 53],
    [13, 53],
    [13, 52],
  ].map(([lon = 0, lat = 0]) => ({ lon, lat })),
}

describe('a field condition', () => {
  it.each<[JsonObject, boolean]>([
    [{ key: 'city', match: { value: 'Berlin' } }, true],
    [{ key: 'city', match: { value: 'berlin' } }, false],
    [{ key: 'n', match: { value: 7 } }, true],
    [{ key: 'n', match: { value: '7' } }, false],
    [{ key: 'active', match: { value: true } }, true],
    [{ key: 'colors', match: { value: 'green' } }, true],
    [{ key: 'missing', match: { value: 'x' } }, false],
    [{ key: 'city', match: { any: ['Lima', 'Berlin'] } }, true],
    [{ key: 'city', match: { any: [] } }, false],
    [{ key: 'city', match: { except: ['Berlin'] } }, false],
    [{ key: 'colors', match: { except: ['red'] } }, true],
    [{ key: 'none', match: { except: ['red'] } }, false],
    [{ key: 'n', range: { gt: 6, lte: 7 } }, true],
    [{ key: 'n', range: { lt: 7 } }, false],
    [{ key: 'n', range: { gte: 7.5 } }, false],
    [{ key: 'city', range: { gt: 1 } }, false],
    [{ key: 'at', range: { gte: '2026-03-01T10:00:00Z', lt: '2026-03-02' } }, true],
    [{ key: 'at', range: { gt: '2026-03-01T10:00:00Z' } }, false],
    [{ key: 'n', range: { gt: '2026-03-01' } }, false],
    [{ key: 'colors', values_count: { gte: 2, lt: 3 } }, true],
    [{ key: 'none', values_count: { lte: 0 } }, true],
    [{ key: 'city', values_count: { gt: 1 } }, false],
    [{ key: 'missing', values_count: { lt: 1 } }, false],
    [{ key: 'empty', is_empty: true }, true],
    [{ key: 'city', is_empty: true }, false],
    [{ key: 'missing', is_empty: false }, false],
    [{ key: 'none', is_null: true }, true],
    [{ key: 'missing', is_null: false }, true],
    [{ key: 'text', match: { text: 'quick fox' } }, true],
    [{ key: 'text', match: { text: 'fox quick' } }, false],
    [{ key: 'indexed', match: { text: 'FOX quick' } }, true],
    [{ key: 'indexed', match: { text: 'fox dog' } }, false],
    [{ key: 'n', match: { text: 'fox' } }, false],
    [{ key: 'text', match: { text_any: 'dog fox' } }, true],
    [{ key: 'indexed', match: { text_any: 'dog FOX' } }, true],
    [{ key: 'n', match: { text_any: 'dog' } }, false],
    [{ key: 'text', match: { phrase: 'the quick' } }, true],
    [{ key: 'indexed', match: { phrase: 'quick FOX' } }, true],
    [{ key: 'indexed', match: { phrase: 'the fox' } }, false],
    [{ key: 'loc', geo_radius: { center: { lon: 13.4, lat: 52.51 }, radius: 1200 } }, true],
    [{ key: 'loc', geo_radius: { center: { lon: 13.4, lat: 52.51 }, radius: 1000 } }, false],
    [{ key: 'loc', geo_bounding_box: { top_left: { lon: 13, lat: 53 }, bottom_right: { lon: 14, lat: 52 } } }, true],
    [{ key: 'loc', geo_bounding_box: { top_left: { lon: 170, lat: 53 }, bottom_right: { lon: 20, lat: 52 } } }, true],
    [{ key: 'loc', geo_polygon: { exterior: square } }, true],
    [{ key: 'loc', geo_polygon: { exterior: square, interiors: [square] } }, false],
    [{ key: 'city', geo_polygon: { exterior: square } }, false],
    [{ key: 'n', match: { value: 8 }, range: { gt: 6 } }, true],
    [{ key: 'rows[].v', match: { value: 2 } }, true],
  ])('%j: %s', (condition, expected) => {
    expect(must(condition)).toBe(expected)
  })
})

it('tells 64-bit integers apart', () => {
  expect(must({ key: 'big', match: { value: 18446744073709551615n } })).toBe(true)
  expect(must({ key: 'big', match: { value: 18446744073709551614n } })).toBe(false)
  expect(must({ key: 'big', range: { gt: 1 } })).toBe(true)
})

describe('a condition on the point', () => {
  it.each<[JsonObject, boolean]>([
    [{ has_id: [1, 5] }, true],
    [{ has_id: [2] }, false],
    [{ has_vector: 'image' }, true],
    [{ has_vector: 'text' }, false],
    [{ is_empty: { key: 'empty' } }, true],
    [{ is_empty: { key: 'none' } }, true],
    [{ is_empty: { key: 'missing' } }, true],
    [{ is_empty: { key: 'city' } }, false],
    [{ is_null: { key: 'none' } }, true],
    [{ is_null: { key: 'holes' } }, true],
    [{ is_null: { key: 'missing' } }, false],
  ])('%j: %s', (condition, expected) => {
    expect(must(condition)).toBe(expected)
  })
})

describe('a nested filter', () => {
  const both = (v: number) => ({
    must: [
      { key: 'k', match: { value: 'x' } },
      { key: 'v', match: { value: v } },
    ],
  })

  it('wants all of it from one element', () => {
    expect(must({ nested: { key: 'rows', filter: both(1) } })).toBe(true)
    expect(must({ nested: { key: 'rows[]', filter: both(2) } })).toBe(false)
  })
})

describe('clauses', () => {
  const yes = { key: 'n', match: { value: 7 } }
  const no = { key: 'n', match: { value: 8 } }

  it.each<[JsonObject, boolean]>([
    [{}, true],
    [{ must: [] }, true],
    [{ must: yes }, true],
    [{ must: null, should: null }, true],
    [{ must: [yes, no] }, false],
    [{ must_not: [no] }, true],
    [{ must_not: [yes] }, false],
    [{ should: [no, yes] }, true],
    [{ should: [no] }, false],
    [{ min_should: { conditions: [yes, no, yes], min_count: 2 } }, true],
    [{ min_should: { conditions: [yes, no], min_count: 2 } }, false],
    [{ must: [{ should: [no, { must: [yes] }] }] }, true],
  ])('%j: %s', (filter, expected) => {
    expect(matches(filter)).toBe(expected)
  })
})

describe('what is no filter', () => {
  it.each<[JsonObject, string]>([
    [{ nope: [] }, 'unknown field `nope`'],
    [{ must: 'x' }, 'invalid type: string "x", expected null, array or map'],
    [{ must: 5 }, 'invalid type'],
    [{ must: ['x'] }, 'Expected some form of condition'],
    [{ must: [{ match: { value: 1 } }] }, 'Expected some form of condition'],
    [{ must: [{ key: 'a' }] }, 'test.filter.must[0].__all__: Validation error: At least one field condition'],
    [{ must: [{ key: 'a[', match: { value: 1 } }] }, "Invalid json path: 'a['"],
    [{ must: [{ key: 'a', match: {} }] }, 'untagged enum Match'],
    [{ must: [{ key: 'a', match: { value: 1.5 } }] }, 'untagged enum Match'],
    [{ must: [{ key: 'a', range: { gt: 'abc' } }] }, "'abc' does not match accepted datetime format"],
    [{ must: [{ key: 'a', geo_radius: { center: { lon: 500, lat: 1 }, radius: 1 } }] }, 'Wrong format of GeoPoint'],
    [{ must: [{ key: 'a', geo_polygon: { exterior: { points: [] } } }] }, 'the size must be at least 4'],
    [
      { must: [{ key: 'a', geo_polygon: { exterior: { points: [1, 2, 3, 4].map((lon) => ({ lon, lat: 1 })) } } }] },
      'the first and the last points should be the same',
    ],
    [{ min_should: 5 }, 'expected struct MinShould'],
    [{ must: [{ has_id: ['x'] }] }, 'is not a valid point ID'],
  ])('%j is refused: %s', (filter, message) => {
    expect(() => matches(filter)).toThrow(message)
  })
})
