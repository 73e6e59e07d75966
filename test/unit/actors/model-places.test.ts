import { describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/actors/actor.ts'
import { hasModel } from '../../../src/actors/places.ts'
import type { PoolOptions } from '../../../src/base/options.ts'
import { setUpCrew } from '../../support/fake-actors.ts'

const taken = (actor: Actor | undefined): Actor => {
  if (actor === undefined) throw new Error('no worker is free')
  return actor
}

/** A crew that has opened nothing yet, of which the lowest `embedWorkers` slots have the model. */
function split(size: number, embedWorkers: number, options: PoolOptions = {}) {
  const embedder = { module: 'file:///embedder.js' }
  const set = setUpCrew({ size, embedWorkers, embedder, lazy: true, idleTimeoutMs: 1_000_000, ...options })
  const { clock, crew, demand } = set
  const slots = () => crew.actors.map(({ entry }) => entry.slot).sort((a, b) => a - b)
  /** Grows for so many calls that wait, and for those of them that need the model. */
  const wait = async (others: number, forModel: number, leases = 0) => {
    Object.assign(demand, { waiting: others + forModel, forModel, leases })
    crew.grow()
    Object.assign(demand, { waiting: 0, forModel: 0, leases: 0 })
    await clock.advance(0)
  }
  return { ...set, slots, wait }
}

describe('workers are opened', () => {
  it('without the model for calls that do not need it, as long as there are such', async () => {
    const { wait, slots } = split(4, 2)
    await wait(1, 0)
    expect(slots()).toEqual([2])
    await wait(2, 0)
    expect(slots()).toEqual([2, 3])
    await wait(3, 0)
    expect(slots()).toEqual([0, 2, 3])
  })

  it('with the model for calls that need it, though others are free, and no more of them than may be', async () => {
    const { wait, slots } = split(4, 2)
    await wait(2, 0)
    await wait(0, 1)
    expect(slots()).toEqual([0, 2, 3])
    await wait(0, 50)
    expect(slots()).toEqual([0, 1, 2, 3])
  })

  it('for both kinds at once, each for its own', async () => {
    const { wait, slots } = split(5, 2)
    await wait(1, 1)
    expect(slots()).toEqual([0, 2])
    await wait(3, 2)
    expect(slots()).toEqual([0, 1, 2, 3, 4])
  })

  it('not again for a call that one which opens already, or is free, will serve', async () => {
    const { actors, crew, wait, slots, demand } = split(5, 2)
    actors.connect = () => new Promise(() => {})
    await wait(0, 1)
    await wait(0, 1)
    expect(slots()).toEqual([0])
    await wait(1, 1)
    await wait(1, 1)
    expect(slots()).toEqual([0, 2])
    Object.assign(demand, { waiting: 1, forModel: 1 })
    expect([crew.available, crew.availableWithModel, crew.free, crew.freeWithModel]).toEqual([5, 2, 0, 0])
  })

  it('in the lowest slots, the model first, for as many as are always to be open', async () => {
    const { crew, clock, slots } = split(4, 1, { lazy: false, minSize: 2 })
    const opened = crew.open(1_000)
    await clock.advance(0)
    await opened
    expect(slots()).toEqual([0, 1])
  })

  it('with the model for leases only where no other slot is left', async () => {
    const { wait, slots, crew } = split(3, 1)
    await wait(0, 0, 2)
    expect(slots()).toEqual([1, 2])
    taken(crew.takeIdle())
    taken(crew.takeIdle())
    await wait(0, 0, 1)
    expect(slots()).toEqual([0, 1, 2])
  })

  it('on a node that is up, whichever kind that is, for calls that either can serve', async () => {
    const { actors, clock, crew, wait, slots } = split(2, 1, { url: ['http://a', 'http://b'] })
    actors.connect = ({ endpoint }) =>
      endpoint.url === 'http://a'
        ? undefined
        : { kind: 'connection', code: 'CONNECTION_REFUSED', outcome: 'not-sent', message: 'no' }
    await wait(1, 0)
    await clock.advance(10_000)
    expect([slots(), crew.free]).toEqual([[1], 0])
    await wait(1, 0)
    expect([slots(), crew.free, crew.freeWithModel]).toEqual([[0, 1], 1, 1])
  })
})

describe('a slot keeps its model or its lack of one', () => {
  it('when its worker is replaced after failure', async () => {
    const { actors, clock, crew, wait, slots } = split(3, 1)
    await wait(2, 1)
    for (const slot of [0, 2]) {
      const actor = crew.actors.find(({ entry }) => entry.slot === slot)
      actors.in(slot).events.strayed(taken(actor), { kind: 'code', name: 'Error', message: 'stray' })
      await clock.advance(2_000)
      expect([slots(), crew.free, crew.freeWithModel]).toEqual([[0, 1, 2], 3, 1])
    }
  })

  it('when only some are open, one of them ends and is followed', async () => {
    const { actors, clock, crew, wait, slots } = split(5, 2)
    await wait(2, 0)
    actors.in(3).events.strayed(taken(crew.actors[1]), { kind: 'code', name: 'Error', message: 'stray' })
    await clock.advance(2_000)
    expect(slots()).toEqual([2, 3])
  })

  it('when all are replaced', async () => {
    const { clock, crew, wait, slots } = split(3, 1)
    await wait(2, 1)
    const reset = crew.reset()
    await clock.advance(0)
    expect([await reset, slots(), crew.freeWithModel]).toEqual([undefined, [0, 1, 2], 1])
  })
})

describe('workers that nobody uses', () => {
  it('end whatever they have, and one with the model is opened again for the next call that needs it', async () => {
    const { clock, crew, wait, slots } = split(3, 1, { idleTimeoutMs: 1_000, lazy: false })
    await wait(2, 1)
    for (let second = 0; second < 10; second++) {
      await clock.advance(500)
      crew.release(taken(crew.take()))
    }
    expect(slots()).toHaveLength(1)
    expect(slots()).not.toContain(0)
    await wait(0, 1)
    expect([slots().includes(0), crew.freeWithModel]).toEqual([true, 1])
  })
})

describe('a smaller size', () => {
  it('leaves room for the model where only workers without it are open', async () => {
    const { clock, crew, wait, slots } = split(3, 1)
    await wait(2, 0)
    expect(slots()).toEqual([1, 2])
    await Promise.all([crew.resize({ size: 2, minSize: 1 }), clock.advance(0)])
    expect(slots()).toHaveLength(1)
    await wait(0, 1)
    expect([crew.ledger.size, crew.freeWithModel]).toEqual([2, 1])
  })

  it('than that of the workers with the model leaves only such', async () => {
    const { clock, crew, wait, slots } = split(4, 2)
    await wait(2, 2)
    await Promise.all([crew.resize({ size: 1, minSize: 1 }), clock.advance(0)])
    expect([slots().length, crew.freeWithModel, crew.isSplit]).toEqual([1, 1, false])
    await crew.resize({ size: 4, minSize: 1 })
    await wait(4, 50)
    expect([slots(), crew.freeWithModel, crew.isSplit]).toEqual([[0, 1, 2, 3], 2, true])
  })

  it('gives nobody the place that the model is to have, though a worker that stays holds a high slot', async () => {
    const { clock, crew, wait, slots } = split(3, 1)
    await wait(2, 0)
    const held = [taken(crew.take()), taken(crew.take())]
    await crew.resize({ size: 2, minSize: 1 })
    for (const actor of held) if (!actor.isStaying) crew.release(actor)
    await clock.advance(0)
    const before = slots()
    await wait(1, 0)
    expect([before.length, slots()]).toEqual([1, [0, ...before]])
  })
})

it('every worker has the model where embedWorkers is not given, those of a larger size too', () => {
  expect([0, 4, 900].map((slot) => hasModel(slot, {}))).toEqual([true, true, true])
  expect([0, 1, 2].map((slot) => hasModel(slot, { embedWorkers: 2 }))).toEqual([true, true, false])
})
