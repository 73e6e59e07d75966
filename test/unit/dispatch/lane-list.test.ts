import { describe, expect, it } from 'vitest'
import { LaneList, type Order } from '../../../src/dispatch/lane-list.ts'

/** A lane of `names`, in order; those in capitals need the model. */
function laneOf(names: string) {
  const lane = new LaneList<string>()
  for (const [at, name] of [...names].entries()) lane.listOf(name !== name.toLowerCase()).push(name, at)
  /** Takes out who is next, so many times. */
  const take = (order: Order, turns: number) => {
    const taken = Array.from({ length: turns }, () => {
      const name = lane.next(order)
      for (const list of [lane.listOf(true), lane.listOf(false)])
        if (name !== undefined && list.first?.value === name) list.remove(list.first)
      return name ?? '-'
    })
    return taken.join('')
  }
  return { lane, take }
}

describe('a lane', () => {
  it('is left in order of entry where either worker will do for both kinds', () => {
    expect(laneOf('aBCd').take('entry', 5)).toBe('aBCd-')
  })

  it('is left by those that need no model where a worker lacks it, whoever stands before them', () => {
    const { lane, take } = laneOf('ABcDe')
    expect([lane.has('others'), take('others', 3)]).toEqual([true, 'ce-'])
    expect([lane.has('others'), lane.has('model-first'), take('entry', 3)]).toEqual([false, true, 'ABD'])
  })

  it('is left by those that need the model first, and by one of the others after sixteen of them', () => {
    const many = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
    expect(laneOf(`ab${many}`).take('model-first', 20)).toBe('ABCDEFGHIJKLMNOPaQRS')
    expect(laneOf('aBc').take('model-first', 4)).toBe('Bac-')
  })
})
