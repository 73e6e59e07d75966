import { describe, expect, it } from 'vitest'
import { filters, matchesAll } from '../../../src/store/filters.ts'

interface Note {
  readonly user: string
  readonly stars: number
  readonly at: string
  readonly tags: readonly string[]
}

const { match, anyOf, range, words, isEmpty, not, and, or } = filters<Note>()
const isAda = { key: 'user', match: { value: 'ada' } }
const isTea = { key: 'tags', match: { value: 'tea' } }

describe('filters', () => {
  it.each([
    ['an equal value', match('user', 'ada'), { must: [isAda] }],
    ['one of several', anyOf('user', ['ada', 'bob']), { must: [{ key: 'user', match: { any: ['ada', 'bob'] } }] }],
    ['a range', range('stars', { gte: 1, lt: 5 }), { must: [{ key: 'stars', range: { gte: 1, lt: 5 } }] }],
    [
      'a range in time',
      range('at', { gt: new Date(0), lte: '2026-01-01T00:00:00Z' }),
      { must: [{ key: 'at', range: { gt: '1970-01-01T00:00:00.000Z', lte: '2026-01-01T00:00:00Z' } }] },
    ],
    ['words', words('user', 'ada lovelace'), { must: [{ key: 'user', match: { text: 'ada lovelace' } }] }],
    ['nothing there', isEmpty('tags'), { must: [{ is_empty: { key: 'tags' } }] }],
    ['the contrary', not(match('user', 'ada')), { must_not: [isAda] }],
    [
      'the contrary of both',
      not(and(match('user', 'ada'), match('tags', 'tea'))),
      { must_not: [{ must: [isAda, isTea] }] },
    ],
    ['both', and(match('user', 'ada'), match('tags', 'tea')), { must: [isAda, isTea] }],
    ['either', or(match('user', 'ada'), match('tags', 'tea')), { should: [isAda, isTea] }],
    [
      'either of both',
      or(and(match('user', 'ada'), match('tags', 'tea')), match('user', 'ada')),
      { should: [{ must: [isAda, isTea] }, isAda] },
    ],
    [
      'both of either',
      and(or(match('user', 'ada'), match('tags', 'tea')), not(match('user', 'ada'))),
      { must: [{ should: [isAda, isTea] }, { must_not: [isAda] }] },
    ],
    ['everything', and(), { must: [] }],
  ])('makes of %s plain data of Qdrant', (_what, filter, expected) => {
    expect(filter).toEqual(expected)
    expect(structuredClone(filter)).toEqual(expected)
  })

  it('leaves filters written by hand as they are', () => {
    const byHand = { must: [isAda], must_not: [isTea] }
    expect(and(byHand, match('user', 'ada'))).toEqual({ must: [byHand, isAda] })
    expect(or(byHand)).toEqual({ should: [byHand] })
    expect(not(byHand)).toEqual({ must_not: [byHand] })
  })

  it('keeps what it was given, whatever becomes of that later', () => {
    const users = ['ada']
    const filter = anyOf('user', users)
    users.push('bob')
    expect(filter).toEqual({ must: [{ key: 'user', match: { any: ['ada'] } }] })
  })

  it.each([
    ['or: expected at least one filter, got none', () => or()],
    ['range: expected at least one of gt, gte, lt, lte, got none', () => range('stars', {})],
    ['range: expected at least one of gt, gte, lt, lte, got none', () => range('stars', { lt: null as never })],
    ['words: expected at least one word, got none', () => words('text', ' ')],
    ['range: expected `gt` to be a time, got an invalid Date', () => range('at', { gt: new Date('no') })],
  ])('refuses what the server would take for everything: %s', (message, make) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message, solutions: [expect.any(String)] }),
    )
  })

  it.each([
    [{}, true],
    [{ must: [] }, true],
    [{ must: [], must_not: null, should: [] }, true],
    [{ must: [], must_not: [isAda] }, false],
    [{ min_should: { conditions: [isAda], min_count: 1 } }, false],
    [{ must: isAda }, false],
    [or(and()), true],
    [{ must: [{ must: [] }, { should: [] }] }, true],
    [{ must: [{ must: [] }, isAda] }, false],
    [or(and(), match('user', 'ada')), true],
    [not(and()), false],
    [{ min_should: { conditions: [isAda], min_count: 0 } }, true],
    [{ min_should: { conditions: [{ must: [] }, isAda], min_count: 1 } }, true],
  ])('tells whether %j matches all', (filter, expected) => {
    expect(matchesAll(filter)).toBe(expected)
  })
})
