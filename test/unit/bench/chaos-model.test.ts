import { expect, it } from 'vitest'
import { PointModel, type Value, type Write } from '../../../bench/chaos/point-model.ts'

const TRAVEL_MS = 100

/** Writes that take 1 ms each, one after another from the times given. */
function modelOf(...writes: readonly (readonly [value: Value, issuedAt: number, kind: 'acknowledged' | 'perhaps'])[]) {
  const model = new PointModel(TRAVEL_MS)
  for (const [value, issuedAt, kind] of writes) {
    const write: Write = { value, issuedAt, settledAt: issuedAt + 1, acknowledged: kind === 'acknowledged' }
    model.wrote(7, write)
  }
  return model
}

it('allows nothing where nothing was written', () => {
  expect(modelOf().impossible(new Map())).toEqual([])
  expect(modelOf().impossible(new Map([[7, 1]]))).toEqual(['point 7 holds 1, after no write'])
})

it('flags an acknowledged write that was lost, and one that was undone', () => {
  const model = modelOf([1, 0, 'acknowledged'], [2, 1_000, 'acknowledged'])
  expect(model.impossible(new Map([[7, 2]]))).toEqual([])
  expect(model.impossible(new Map())).toEqual(['point 7 holds nothing, after 2 acknowledged (1000 to 1001 ms)'])
  expect(model.impossible(new Map([[7, 1]]))).toHaveLength(1)
})

it('flags a deleted point that came back', () => {
  const model = modelOf([1, 0, 'acknowledged'], [undefined, 1_000, 'acknowledged'])
  expect(model.impossible(new Map())).toEqual([])
  expect(model.impossible(new Map([[7, 1]]))).toHaveLength(1)
})

it('allows a write without an acknowledgement to be applied, or not', () => {
  const model = modelOf([1, 0, 'acknowledged'], [2, 1_000, 'perhaps'], [3, 2_000, 'perhaps'])
  expect([...model.possible(7)]).toEqual([1, 2, 3])
})

it('allows the first write of a point not to be there where it was not acknowledged', () => {
  expect([...modelOf([1, 0, 'perhaps']).possible(7)]).toEqual([undefined, 1])
})

it('allows an earlier request to arrive late only for as long as it may travel', () => {
  expect([...modelOf([1, 0, 'perhaps'], [2, 100, 'acknowledged']).possible(7)]).toEqual([1, 2])
  expect([...modelOf([1, 0, 'perhaps'], [2, 101, 'acknowledged']).possible(7)]).toEqual([2])
  expect([...modelOf([1, 0, 'acknowledged'], [2, 50, 'acknowledged'], [3, 120, 'acknowledged']).possible(7)]).toEqual([
    2, 3,
  ])
})
