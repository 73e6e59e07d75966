import { describe, expect, it } from 'vitest'
import { servers, withCollection } from '../../support/compatible-servers.ts'

const SECOND_OF_2026 = Date.parse('2026-01-02T00:00:00Z') / 1000
const points = [
  { id: 1, vector: [1, 0], payload: { n: 4, list: [7], many: [1, 2], tag: 'x', at: '2026-01-02T00:00:00Z' } },
  { id: 2, vector: [3, 4], payload: { n: -2, loc: { lon: 0, lat: 1 }, none: null, deep: { a: [{ b: 9 }] } } },
]
const prefetch = { query: [1, 0], limit: 10 }

describe.each(servers)('a formula on %s', (_server, url) => {
  const start = () => withCollection(url, 'd-embed-formulas', { vectors: { size: 2, distance: 'Dot' } }, points)

  it.each([
    ['a number', 0.1, {}, [0.1, 0.1]],
    ['the score', '$score', {}, [1, 3]],
    ['the score of a prefetch by its number', { sum: ['$score[0]', '$score[1]'] }, {}, [1, 3]],
    ['a score that is not there, by its default', '$score[1]', { '$score[1]': 5 }, [5, 5]],
    ['a payload value', 'n', {}, [4, -2]],
    ['a value by its default', 'absent', { absent: 6 }, [6, 6]],
    ['the one value of an array', 'list', { list: 1 }, [7, 1]],
    ['one of several values', 'many[1]', { 'many[1]': 0 }, [2, 0]],
    ['a value deep inside', 'deep.a[0].b', { 'deep.a[0].b': 1 }, [1, 9]],
    ['a sum', { sum: ['n', '$score', 1] }, {}, [6, 2]],
    ['an empty sum', { sum: [] }, {}, [0, 0]],
    ['a product', { mult: ['n', '$score', 2] }, {}, [8, -12]],
    ['an empty product', { mult: [] }, {}, [1, 1]],
    ['a product that is zero before a value is missing', { mult: ['n', 0, 'absent'] }, {}, [0, 0]],
    ['a negation', { neg: 'n' }, {}, [-4, 2]],
    ['an absolute value', { abs: 'n' }, {}, [4, 2]],
    ['a quotient', { div: { left: 'n', right: 8 } }, {}, [0.5, -0.25]],
    ['a quotient of zero', { div: { left: 0, right: 0 } }, {}, [0, 0]],
    ['a division by zero with a default', { div: { left: 1, right: 0, by_zero_default: 2.5 } }, {}, [2.5, 2.5]],
    ['a root', { sqrt: { pow: { base: 'n', exponent: 2 } } }, {}, [4, 2]],
    ['a power', { pow: { base: 2, exponent: 'n' } }, {}, [16, 0.25]],
    ['an exponential', { exp: 'n' }, {}, [54.598, 0.13534]],
    ['logarithms', { sum: [{ log10: 1000 }, { ln: { exp: 2 } }] }, {}, [5, 5]],
    ['a condition', { key: 'tag', match: { value: 'x' } }, {}, [1, 0]],
    ['a filter', { must_not: [{ is_empty: { key: 'loc' } }] }, {}, [0, 1]],
    ['a condition with a weight', { sum: ['$score', { mult: [0.5, { has_id: [1] }] }] }, {}, [1.5, 3]],
    [
      'a distance in metres',
      { geo_distance: { origin: { lon: 0, lat: 0 }, to: 'loc' } },
      { loc: { lon: 0, lat: 0 } },
      [0, round(111_195)],
    ],
    [
      'seconds',
      { sum: [{ datetime_key: 'at' }, { neg: { datetime: '2026-01-02' } }] },
      { at: '2026-01-01T23:59:58.5Z' },
      [0, -1.5],
    ],
    ['seconds since 1970', { mult: [{ datetime: '2026-01-02' }, 1] }, {}, Array(2).fill(round(SECOND_OF_2026))],
    ['linear decay', { lin_decay: { x: 'n', target: 4, scale: 8, midpoint: 0.25 } }, {}, [1, 0.4375]],
    ['linear decay down to zero', { lin_decay: { x: 'n', target: 4 } }, {}, [1, 0]],
    ['exponential decay', { exp_decay: { x: 'n', scale: 2 } }, {}, [0.25, 0.5]],
    ['bell-shaped decay', { gauss_decay: { x: 'n', target: null, scale: 2 } }, {}, [0.0625, 0.5]],
  ])('computes %s', async (_what, formula, defaults, [first, second]) => {
    const { ask } = await start()
    const { error, scores } = await ask('query', { prefetch, query: { formula, defaults } })
    expect({ error, scores }).toEqual({ error: undefined, scores: { 1: first, 2: second } })
  })

  it('ranks by what it computes, under a filter, above a threshold and from an offset', async () => {
    const { ask } = await start()
    const query = { prefetch, query: { formula: 'n' } }
    expect((await ask('query', query)).ids).toEqual([1, 2])
    expect((await ask('query', { ...query, score_threshold: 4 })).ids).toEqual([1])
    expect((await ask('query', { ...query, filter: { must: [{ has_id: [2] }] } })).ids).toEqual([2])
    expect((await ask('query', { ...query, offset: 1 })).ids).toEqual([2])
  })

  it('tells prefetches apart, and takes what another formula found', async () => {
    const { ask } = await start()
    const two = [
      { ...prefetch, limit: 1 },
      { query: [-1, 0], limit: 1 },
    ]
    const formula = { sum: ['$score', { mult: [10, '$score[1]'] }] }
    expect((await ask('query', { prefetch: two, query: { formula } })).scores).toEqual({ 1: -10, 2: 3 })
    const inner = { prefetch, query: { formula: 'n' }, limit: 1 }
    expect((await ask('query', { prefetch: inner, query: { formula: { neg: '$score' } } })).scores).toEqual({ 1: -4 })
  })

  it.each([
    [
      { formula: 'absent' },
      400,
      'Expected number value for absent in the payload and/or in the formula defaults. Error: No value found',
    ],
    [
      { formula: 'tag', defaults: { tag: 1 } },
      400,
      'for tag in the payload and/or in the formula defaults. Error: Value is not a number',
    ],
    [{ formula: 'many', defaults: { many: 1 } }, 400, 'Value is not a number'],
    [{ formula: 'none', defaults: { none: 1 } }, 400, 'Value is not a number'],
    [
      { formula: { datetime_key: 'n' } },
      400,
      'Expected datetime value for n in the payload and/or in the formula defaults. Error: Value is not a string',
    ],
    [{ formula: { datetime_key: 'tag' }, defaults: { tag: 'x' } }, 400, 'Expected datetime value for tag'],
    [{ formula: { datetime: 'x' } }, 400, 'Validation failed: failed to parse date-time x'],
    [{ formula: { geo_distance: { origin: { lon: 0, lat: 0 }, to: 'n' } } }, 400, 'expected struct GeoPointShadow'],
    [
      { formula: { geo_distance: { origin: { lon: 0, lat: 0 }, to: 'z' } }, defaults: { z: { lon: 1 } } },
      400,
      'missing field `lat`',
    ],
    [
      { formula: { geo_distance: { origin: { lon: 500, lat: 0 }, to: 'n' } } },
      400,
      'Expected some form of vector, id, or a type of query',
    ],
    [{ formula: { div: { left: 1, right: 0 } } }, 400, 'The expression 1/0 = inf produced a non-finite number'],
    [{ formula: { sqrt: -4 } }, 400, 'The expression √-4 = NaN produced a non-finite number'],
    [{ formula: { ln: 0 } }, 400, 'The expression ln(0) = -inf produced a non-finite number'],
    [{ formula: { pow: { base: 10, exponent: 400 } } }, 400, 'The expression 10^400 = inf produced'],
    [{ formula: { mult: [1e300, 1] } }, 400, 'The expression inf as f32 = inf produced'],
    [{ formula: '$score[x]' }, 400, 'failed to parse variable ID $score[x]: Invalid reserved variable: $score[x]'],
    [{ formula: '$rank' }, 400, 'failed to parse variable ID $rank: Invalid reserved word: $rank'],
    [{ formula: 'a..b' }, 400, 'failed to parse variable ID a..b: Invalid payload variable: a..b'],
    [
      { formula: { exp_decay: { x: 1, midpoint: 1 } } },
      400,
      'Decay midpoint should be in the range (0.0, 1.0), got 1.',
    ],
    [
      { formula: { lin_decay: { x: 1, midpoint: 2 } } },
      400,
      'Linear decay midpoint should be in the range [0.0, 1.0], got 2.',
    ],
    [{ formula: { gauss_decay: { x: 1, scale: 0 } } }, 400, 'Decay scale should be non-zero positive, got 0.'],
    [
      { formula: 1, defaults: { $score: 'x' } },
      422,
      '[internal.query.defaults: Validation error: Score default must be a number [{}]]',
    ],
    [{ formula: 1, defaults: { $rank: 1 } }, 422, '[internal.query.defaults: Invalid reserved word: $rank]'],
    [
      { formula: { sum: [{ key: 'n' }] } },
      422,
      '[internal.query.sum[0].__all__: Validation error: At least one field condition',
    ],
    [{ formula: { key: 'n' } }, 422, '[internal.query.__all__: Validation error: At least one field condition'],
    [{ formula: true }, 400, 'Expected some form of vector, id, or a type of query'],
    [{ formula: { sum: 5 } }, 400, 'Expected some form of vector, id, or a type of query'],
    [{ formula: { unknown: 5 } }, 400, 'Expected some form of vector, id, or a type of query'],
    [{ formula: { div: { left: 1 } } }, 400, 'Expected some form of vector, id, or a type of query'],
    [{ formula: 1, defaults: 5 }, 400, 'Expected some form of vector, id, or a type of query'],
  ])('refuses %j', async (query, status, message) => {
    const { ask } = await start()
    const reply = await ask('query', { prefetch, query })
    expect([reply.status, reply.error]).toEqual([status, expect.stringContaining(message)])
  })

  it('needs prefetches', async () => {
    const { ask } = await start()
    const { status, error } = await ask('query', { query: { formula: 1 } })
    expect([status, error]).toEqual([400, expect.stringContaining('cannot apply Formula without prefetches')])
  })
})

function round(value: number): number {
  return Number(value.toPrecision(5))
}
