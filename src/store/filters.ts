import type { Schemas } from '@qdrant/js-client-rest'
import { QdrantPoolError } from '../base/errors.ts'
import type { Kept, Path, ValueAt } from './paths.ts'

export type Filter = Schemas['Filter']

type Matched<V> = Exclude<V, Date>
type Listed<V> = Exclude<V, Date | boolean>
type Bound<V> = V extends number ? number : V extends string | Date ? string | Date : never

/** Numbers, or points in time: a Date, or its text in RFC 3339. */
export interface Bounds<V> {
  readonly gt?: Bound<V>
  readonly gte?: Bound<V>
  readonly lt?: Bound<V>
  readonly lte?: Bound<V>
}

/**
 * Makes filters of Qdrant, with keys and values checked against the payload's type `P`. Each is plain data: any method that
 * takes a filter takes it, and `and`, `or` and `not` take filters written by hand as well. Of a list, one element that
 * matches is enough.
 */
export interface Filters<P> {
  /** The value is equal; numbers must be whole, others have a range. */
  match<K extends Path<P>>(key: K, value: Matched<ValueAt<P, K>>): Filter
  /** The value is one of these; none of them matches nothing. */
  anyOf<K extends Path<P>>(key: K, values: readonly Listed<ValueAt<P, K>>[]): Filter
  /**
   * The number, or the point in time, lies within all bounds given.
   * @throws QdrantPoolError INVALID_ARGUMENT without any, or on an invalid Date
   */
  range<K extends Path<P>>(key: K, bounds: Bounds<ValueAt<P, K>>): Filter
  /**
   * The text has all of these words, as an index of type `text` cuts it; without one it contains them as they are.
   * @throws QdrantPoolError INVALID_ARGUMENT on no word
   */
  words<K extends Path<P>>(key: K, words: Extract<ValueAt<P, K>, string>): Filter
  /** Nothing stands there: no value, null or an empty list. */
  isEmpty(key: Path<P>): Filter
  not(filter: Filter): Filter
  /** All of them; of none, everything. */
  and(...filters: readonly Filter[]): Filter
  /** At least one of them. @throws QdrantPoolError INVALID_ARGUMENT on none, which the server takes for everything */
  or(...filters: readonly Filter[]): Filter
}

/**
 * Filters over payloads of one type, and over `text`, where the store keeps the texts.
 *
 * ```ts
 * const { and, match, not, range } = filters<{ user: string; tags: string[]; at: string }>()
 * const filter = and(match('user', 'ada'), not(match('tags', 'draft')), range('at', { gte: new Date(2026, 0) }))
 * ```
 */
export function filters<P extends object = Record<string, unknown>>(): Filters<Kept<P>> {
  return FILTERS as Filters<unknown> as Filters<Kept<P>>
}

const FILTERS = Object.freeze({
  match: (key: string, value: string | number | boolean) => one({ key, match: { value } }),
  anyOf: (key: string, values: readonly (string | number)[]) =>
    one({ key, match: { any: [...values] as string[] | number[] } }),
  range(key: string, bounds: Bounds<number | string>) {
    const given: [string, unknown][] = Object.entries(bounds).filter(
      ([, bound]) => bound !== undefined && bound !== null,
    )
    if (given.length === 0) throw invalid('range: expected at least one of gt, gte, lt, lte, got none')
    return one({ key, range: Object.fromEntries(given.map(([name, bound]) => [name, plainBound(name, bound)])) })
  },
  words(key: string, text: string) {
    if (text.trim() === '') throw invalid('words: expected at least one word, got none')
    return one({ key, match: { text } })
  },
  isEmpty: (key: string) => one({ is_empty: { key } }),
  not: (filter: Filter) => ({ must_not: [asCondition(filter)] }),
  and: (...filters: readonly Filter[]) => ({ must: filters.flatMap(allOf) }),
  or(...filters: readonly Filter[]) {
    if (filters.length === 0) throw invalid('or: expected at least one filter, got none')
    return { should: filters.map(asCondition) }
  },
})

const CLAUSES = new Set(['must', 'should', 'min_should', 'must_not'])

/** Whether it has no condition, however deep, so that every point matches. */
export function matchesAll(filter: Filter): boolean {
  const { must, should, min_should: least, must_not: never } = filter
  const alternatives = listed(should)
  return (
    listed(must).every(isNoCondition) &&
    (alternatives.length === 0 || alternatives.some(isNoCondition)) &&
    (!least || enoughMatchAll(least as Schemas['MinShould'])) &&
    listed(never).length === 0
  )
}

function isNoCondition(condition: Schemas['Condition']): boolean {
  return Object.keys(condition).every((name) => CLAUSES.has(name)) && matchesAll(condition as Filter)
}

function enoughMatchAll({ conditions, min_count: least }: Schemas['MinShould']): boolean {
  return conditions.filter(isNoCondition).length >= least
}

function listed(clause: Filter['must']): readonly Schemas['Condition'][] {
  return [clause ?? []].flat()
}

function plainBound(name: string, bound: unknown): unknown {
  if (!(bound instanceof Date)) return bound
  if (Number.isNaN(bound.getTime())) throw invalid(`range: expected \`${name}\` to be a time, got an invalid Date`)
  return bound.toISOString()
}

function one(condition: Schemas['Condition']): Filter {
  return { must: [condition] }
}

/** The conditions that all must hold, where it is no more than these; else itself. */
function allOf(filter: Filter): Schemas['Condition'][] {
  const isList = Object.keys(filter).length === 1 && Array.isArray(filter.must)
  return isList ? (filter.must as Schemas['Condition'][]) : [filter]
}

function asCondition(filter: Filter): Schemas['Condition'] {
  const all = allOf(filter)
  return all.length === 1 ? (all[0] as Schemas['Condition']) : filter
}

function invalid(message: string): QdrantPoolError {
  return new QdrantPoolError('INVALID_ARGUMENT', message, {
    outcome: 'not-sent',
    solutions: ['Leave the filter out where it is to match everything'],
  })
}
