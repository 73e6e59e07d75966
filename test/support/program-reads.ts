import fc from 'fast-check'
import type { PointId } from '../../src/operations/point-id.ts'
import type { Draft } from './program.ts'
import { DOOMED } from './program-ids.ts'
import { hastyEndings, three } from './program-writes.ts'

const drafted = { points: 'read', ending: 'answered', nowhere: false, picks: [] as number[] } as const
const picks = (least: number, most: number) => fc.array(fc.nat(4095), { minLength: least, maxLength: most })
const shown = {
  with_payload: seldom(fc.constantFrom<unknown[]>(true, false, ['tag'], { exclude: ['nested'] })),
  with_vector: seldom(fc.constantFrom<unknown[]>(true, false, ['a'])),
}

/** Left out most of the time, so that calls often differ in nothing but their points. */
function seldom(arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
}

/** With ids that no server takes now and then, and vectors that the collection does not have. */
const retrieves = fc
  .tuple(
    picks(0, 6),
    fc.record(shown),
    fc.oneof(
      { weight: 9, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.constantFrom({ id: 2n ** 64n }, { id: 'no uuid' }, { with_vector: ['unknown'] }) },
    ),
  )
  .map(([own, rest, fault]): Draft => {
    const { id, ...over } = fault as { id?: PointId; with_vector?: unknown }
    return {
      ...drafted,
      method: 'retrieve',
      picks: own,
      params: (ids) => ({ ...rest, ...over, ids: id === undefined ? ids : [...ids, id] }),
    }
  })

const tagged = fc.constantFrom<unknown[]>(undefined, { key: 'tag', match: { value: 'x' } })

const doomed = DOOMED.map(([first]) => first)

/** What the round's other calls write is left out, so that their order does not matter. */
function filterOf(others: readonly PointId[], tag: unknown): object {
  return {
    ...(others.length > 0 && { must_not: [{ has_id: others }] }),
    ...(tag !== undefined && { must: [tag] }),
  }
}

const vectors = fc.oneof(
  { weight: 4, arbitrary: three },
  { weight: 4, arbitrary: three.map((numbers) => Float32Array.from(numbers)) },
  { weight: 1, arbitrary: fc.constantFrom([1], [1, Number.NaN, 0]) },
)
const using = fc.oneof({ weight: 12, arbitrary: fc.constant('a') }, { weight: 1, arbitrary: fc.constant('unknown') })

/** Nearest to a vector, or to a point, which may not be there or not have that vector. */
const queries = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: vectors }, { weight: 1, arbitrary: fc.constant(undefined) }),
    picks(1, 1),
    tagged,
    fc.record({ using, limit: fc.integer({ min: 1, max: 8 }), ...shown }),
  )
  .map(
    ([vector, own, tag, rest]): Draft => ({
      ...drafted,
      method: 'query',
      picks: own,
      params: ([id], written) => ({
        ...rest,
        query: vector ?? id,
        // No doomed point has the vector that is searched.
        ...((written.length > 0 || tag !== undefined) && { filter: filterOf(written, tag) }),
      }),
    }),
  )

const counts = tagged.map(
  (tag): Draft => ({
    ...drafted,
    method: 'count',
    params: (_ids, written) => ({ filter: filterOf([...written, ...doomed], tag) }),
  }),
)

const scrolls = fc.tuple(tagged, fc.record({ limit: fc.integer({ min: 1, max: 30 }), ...shown })).map(
  ([tag, rest]): Draft => ({
    ...drafted,
    method: 'scroll',
    params: (_ids, written) => ({ ...rest, filter: filterOf([...written, ...doomed], tag) }),
  }),
)

const patient = fc.oneof(
  { weight: 6, arbitrary: retrieves },
  { weight: 5, arbitrary: queries },
  { weight: 1, arbitrary: counts },
  { weight: 1, arbitrary: scrolls },
)

/** Reads of all kinds, some of which end before their answer, or go to a collection that does not exist. */
export const reads = fc.oneof(
  { weight: 10, arbitrary: patient },
  { weight: 1, arbitrary: patient.map((draft): Draft => ({ ...draft, nowhere: true })) },
  { weight: 2, arbitrary: fc.tuple(patient, hastyEndings).map(([draft, ending]): Draft => ({ ...draft, ending })) },
)
