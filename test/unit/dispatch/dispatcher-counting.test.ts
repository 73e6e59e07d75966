import { expect, it } from 'vitest'
import { takeSnapshot } from '../../../src/metrics/snapshot.ts'
import { REFUSED, setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'

const LEAST_DEPTH = 500
const MOST_DEPTH = 12_000
const STEP = 100

it('counts a call once that is refused for its arguments', async () => {
  const { submit, regions } = setUp()
  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  await expect(submit({ operation: 'upsert', params: { points: cyclic } })).rejects.toThrow('contains itself')
  expect(takeSnapshot(regions).operations.get('upsert')).toMatchObject({ errors: 1, durations: { count: 1, sum: 0 } })
})

// Between the depth at which a copy is too much for the stack and that at which a look at its bytes is, calls get further.
it('settles and counts a call once however deep its arguments are, and holds nothing of one that is too deep', async () => {
  const { submit, answer, crew, clock, regions } = setUp(1, { coalesce: 8 })
  let [calls, errors] = [0, 0]
  for (let depth = LEAST_DEPTH; depth <= MOST_DEPTH; depth += STEP) {
    let payload: unknown[] = []
    for (let level = 0; level < depth; level++) payload = [payload]
    const sentBefore = crew.sent.length
    const call = submit({ operation: 'upsert', params: { points: [{ id: 1, payload }] } }).catch(() => errors++)
    calls++
    await settle()
    if (crew.sent.length > sentBefore) await answer(sentBefore)
    await call
    expect(clock.pending).toBe(0)
  }
  expect([errors > 0, errors < calls]).toEqual([true, true])
  expect(takeSnapshot(regions).operations.get('upsert')).toMatchObject({ errors, durations: { count: calls } })
})

it('counts a wait for a worker from the issue of a call, and from its return to the queue where it goes again', async () => {
  const { submit, answer, clock, regions } = setUp()
  submit({ target: 'first' })
  const call = submit({ target: 'second' })
  await clock.advance(7)
  await answer(0)
  await clock.advance(5)
  await answer(1, REFUSED)
  await clock.advance(13)
  await answer(2)
  await call
  const { acquire, operations } = takeSnapshot(regions)
  expect(acquire).toMatchObject({ count: 3, sum: 7, max: 7 })
  expect(operations.get('count')).toMatchObject({ errors: 0, durations: { count: 2, max: 25 } })
})

it('counts each of the calls that travel together from its own issue to their common answer', async () => {
  const { submit, answer, clock, regions } = setUp(1, { coalesce: 8 })
  const retrieve = (id: number) => submit({ operation: 'retrieve', params: { ids: [id] } })
  submit()
  await settle()
  const early = retrieve(1)
  await clock.advance(20)
  const late = retrieve(2)
  await clock.advance(1)
  await answer(0)
  await clock.advance(5)
  await answer(1, { ok: true, value: [] })
  await Promise.all([early, late])
  const { operations, batches } = takeSnapshot(regions)
  expect(operations.get('retrieve')).toMatchObject({ errors: 0, durations: { count: 2, sum: 26 + 6, max: 26 } })
  expect(batches).toMatchObject({ count: 2, sum: 3, max: 2 })
})
