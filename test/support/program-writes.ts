import fc from 'fast-check'
import type { Draft, HastyEnding } from './program.ts'

const number = fc.integer({ min: -4, max: 4 }).map((half) => half / 2)
export const three = fc.array(number, { minLength: 3, maxLength: 3 })
const two = fc.array(number, { minLength: 2, maxLength: 2 })
const vector = fc.oneof(
  fc.record({ a: three }),
  fc.record({ a: three.map((numbers) => Float32Array.from(numbers)), b: two }),
  fc.record({ b: two }),
)
/** Queries search `a`, so that they never meet a point of a write whose outcome is unknown. */
const unsearched = fc.record({ b: two })
const payload = fc.option(
  fc.record(
    { tag: fc.constantFrom('x', 'y'), n: fc.integer(), nested: fc.record({ text: fc.string(), on: fc.boolean() }) },
    { requiredKeys: [] },
  ),
  { nil: undefined },
)
const pick = fc.nat(4095)
const wait = fc.constantFrom(undefined, true, true, false)
const ordering = fc.constantFrom(undefined, undefined, undefined, 'weak')

interface DraftPoint {
  readonly pick: number
  readonly vector: unknown
  readonly payload: unknown
}

/** What a refused upsert has wrong in one of its points. */
const faults: fc.Arbitrary<Partial<DraftPoint>> = fc.constantFrom<Partial<DraftPoint>[]>(
  { vector: { unknown: [1, 0, 0] } },
  { vector: { a: [1, 0] } },
  { vector: { a: [1, Number.NaN, 0] } },
  { payload: { show: () => 1 } },
)

const drafted = { points: 'written', ending: 'answered', nowhere: false } as const
const points = (of: fc.Arbitrary<unknown>) =>
  fc.array(fc.record({ pick, vector: of, payload }), { minLength: 1, maxLength: 3 })

function upsertDraft(of: readonly DraftPoint[], rest: object): Draft {
  return {
    ...drafted,
    method: 'upsert',
    picks: of.map((point) => point.pick),
    params: (ids) => ({ ...rest, points: ids.map((id, nth) => ({ id, ...withoutPick(of[nth]) })) }),
  }
}

function withoutPick({ vector, payload }: Partial<DraftPoint> = {}): object {
  return payload === undefined ? { vector } : { vector, payload }
}

const upserts = fc.tuple(points(vector), fc.record({ wait, ordering })).map(([of, rest]) => upsertDraft(of, rest))

const faultyUpserts = fc.tuple(points(vector), fc.record({ ordering }), faults).map(([of, rest, fault]) =>
  upsertDraft(
    of.map((point, nth) => (nth === 0 ? { ...point, ...fault } : point)),
    rest,
  ),
)

const picks = fc.array(pick, { minLength: 1, maxLength: 3 })

const deletes = fc
  .tuple(picks, fc.record({ wait, ordering }))
  .map(
    ([own, rest]): Draft => ({ ...drafted, method: 'delete', picks: own, params: (ids) => ({ ...rest, points: ids }) }),
  )

/** Of a point that is not there the server says so, after it has written the others. */
const payloadSettings = fc
  .tuple(picks, fc.constantFrom({ tag: 'x' }, { tag: 'y', n: 1 }, { n: null }), fc.record({ wait, ordering }))
  .map(
    ([own, payload, rest]): Draft => ({
      ...drafted,
      method: 'setPayload',
      picks: own,
      params: (ids) => ({ ...rest, payload, points: ids }),
    }),
  )

const nowhere = fc.oneof(upserts, deletes, payloadSettings).map((draft): Draft => ({ ...draft, nowhere: true }))

/** Writes whose answers are waited for, now and then with something wrong. */
export const settledWrites = fc.oneof(
  { weight: 8, arbitrary: upserts },
  { weight: 3, arbitrary: faultyUpserts },
  { weight: 3, arbitrary: deletes },
  { weight: 4, arbitrary: payloadSettings },
  { weight: 1, arbitrary: nowhere },
)

/** How a call that nobody waits for ends. */
export const hastyEndings = fc.constantFrom<HastyEnding[]>(
  'aborted before',
  'aborted at once',
  'aborted once sent',
  'late',
)

/** Writes that nobody waits for. */
export const doomedWrites = fc
  .tuple(
    fc.oneof(
      points(unsearched).map((of) => upsertDraft(of, {})),
      deletes,
      payloadSettings,
    ),
    hastyEndings,
  )
  .map(([draft, ending]): Draft => ({ ...draft, points: 'doomed', ending }))
