import { describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/actors/actor.ts'
import { setUpCrew } from '../../support/fake-actors.ts'

type SetUp = ReturnType<typeof setUpCrew>
const taken = (actor: Actor | undefined): Actor => {
  if (actor === undefined) throw new Error('no worker is free')
  return actor
}
const slots = ({ crew }: SetUp) => crew.actors.map(({ entry }) => entry.slot).sort((a, b) => a - b)
const retired = ({ told }: SetUp) => {
  return told.filter(({ name }) => name === 'worker:retired').map(({ slot, reason }) => [slot, reason])
}

async function withWorkers(workers: number, options = {}) {
  const set = setUpCrew({ size: workers, idleTimeoutMs: 1_000_000, ...options })
  await set.open(workers)
  return set
}

describe('a smaller size', () => {
  it('ends what serves nobody yet, then what is idle, the longest unused first, and busy ones as they come free', async () => {
    const set = await withWorkers(4)
    const { actors, clock, crew, open } = set
    actors.connect = () => new Promise(() => {})
    await crew.resize({ size: 5, minSize: 1 })
    await open(5)
    const held = [1, 2, 3, 4].map(() => taken(crew.take()))
    for (const slot of [2, 0]) {
      await clock.advance(10)
      crew.release(taken(held.find(({ entry }) => entry.slot === slot)))
    }
    expect(crew.actors.map(({ entry }) => entry.state)).toEqual(['idle', 'busy', 'idle', 'busy', 'opening'])

    await Promise.all([crew.resize({ size: 3, minSize: 1 }), clock.advance(0)])
    expect([slots(set), retired(set)]).toEqual([
      [0, 1, 3],
      [
        [4, 'resize'],
        [2, 'resize'],
      ],
    ])
    await Promise.all([crew.resize({ size: 1, minSize: 1 }), clock.advance(0)])
    expect([slots(set), crew.actors.map(({ entry }) => entry.state)]).toEqual([
      [1, 3],
      ['busy', 'busy'],
    ])
    for (const actor of held.filter(({ entry }) => entry.state === 'busy')) crew.release(actor)
    await clock.advance(0)
    expect(slots(set)).toHaveLength(1)
  })

  it('never has more workers than it allows, though those that stay hold high slots', async () => {
    const { actors, clock, crew, demand } = await withWorkers(5)
    actors.endMs = 50
    const held = Array.from({ length: 5 }, () => taken(crew.take()))
    demand.waiting = 100
    void crew.resize({ size: 2, minSize: 1 })
    for (const slot of [0, 1, 2]) {
      crew.release(taken(held.find(({ entry }) => entry.slot === slot)))
      await clock.advance(20)
      expect(crew.ledger.size).toBeLessThanOrEqual(5)
    }
    await clock.advance(5_000)
    expect(crew.actors.map(({ entry }) => [entry.slot, entry.state])).toEqual([
      [3, 'busy'],
      [4, 'busy'],
    ])
    actors.mostAlive = 0
    actors.crashAll((actor) => actor.entry.slot === 4)
    for (let step = 0; step < 20; step++) {
      await clock.advance(10)
      crew.grow()
      expect(crew.ledger.size).toBeLessThanOrEqual(2)
      expect(actors.alive.size).toBeLessThanOrEqual(2)
    }
    expect(crew.actors.map(({ entry }) => entry.slot)).toEqual([3, 0])
  })

  it('waits with its promise for idle workers, not for busy ones', async () => {
    const { actors, clock, crew } = await withWorkers(3)
    actors.endMs = 30
    const held = [taken(crew.take()), taken(crew.take())]
    let isDone = false
    const resized = crew.resize({ size: 1, minSize: 1 }).then(() => {
      isDone = true
    })
    await clock.advance(29)
    expect(isDone).toBe(false)
    await clock.advance(1)
    await resized
    expect(held.map(({ entry }) => entry.state)).toEqual(['busy', 'busy'])
  })
})

describe('a larger size', () => {
  it('opens at once what the waiting calls ask for', async () => {
    const { clock, crew, demand } = await withWorkers(2)
    demand.waiting = 10
    await crew.resize({ size: 6, minSize: 1 })
    await clock.advance(0)
    expect([crew.ledger.size, crew.ledger.count('idle')]).toEqual([6, 6])
  })

  it('opens at once what a larger minimum asks for', async () => {
    const { clock, crew } = await withWorkers(1)
    await crew.resize({ size: 4, minSize: 3 })
    await clock.advance(0)
    expect(crew.ledger.count('idle')).toBe(3)
  })

  it('keeps busy workers that a smaller size had sent away before', async () => {
    const { clock, crew, count } = await withWorkers(4)
    const held = Array.from({ length: 4 }, () => taken(crew.take()))
    await crew.resize({ size: 1, minSize: 1 })
    await crew.resize({ size: 3, minSize: 1 })
    await crew.resize({ size: 4, minSize: 1 })
    for (const actor of held) crew.release(actor)
    await clock.advance(0)
    expect([crew.ledger.count('idle'), count('worker:retired')]).toEqual([4, 0])
  })

  it('keeps only as many of them as it has room for', async () => {
    const { clock, crew, count } = await withWorkers(4)
    const held = Array.from({ length: 4 }, () => taken(crew.take()))
    await crew.resize({ size: 1, minSize: 1 })
    await crew.resize({ size: 2, minSize: 1 })
    for (const actor of held) crew.release(actor)
    await clock.advance(0)
    expect([crew.ledger.count('idle'), crew.ledger.size, count('worker:retired')]).toEqual([2, 2, 2])
  })

  it('lets a worker that was to go take requests again beside those it carries', async () => {
    const { clock, crew } = await withWorkers(1, { preferGrpc: true, size: 2 })
    const first = taken(crew.take())
    await crew.resize({ size: 2, minSize: 2 })
    await clock.advance(0)
    const second = taken(crew.take())
    await crew.resize({ size: 1, minSize: 1 })
    expect([first, second].filter(({ afterwards }) => afterwards?.kind === 'retire')).toHaveLength(1)
    expect(crew.free).toBe(3)
    await crew.resize({ size: 2, minSize: 1 })
    expect(crew.free).toBe(6)
  })
})

describe('a busy worker that is to go', () => {
  const LOST = { kind: 'connection', code: 'CONNECTION_LOST', outcome: 'unknown', message: 'cut' } as const

  it('goes though its connection is lost meanwhile', async () => {
    const { actors, clock, crew } = await withWorkers(2)
    const held = [taken(crew.take()), taken(crew.take())]
    await crew.resize({ size: 1, minSize: 1 })
    for (const actor of held) {
      crew.outcome(actor, LOST)
      crew.release(actor)
    }
    await clock.advance(0)
    expect([crew.ledger.size, actors.all.filter(({ ending }) => ending === 'retired').length]).toEqual([1, 1])
  })

  it('goes for another reason than its number though there is room', async () => {
    const set = await withWorkers(2)
    const { actors, clock, crew } = set
    const held = [taken(crew.take()), taken(crew.take())]
    for (const actor of held)
      actors.in(actor.entry.slot).events.strayed(actor, { kind: 'code', name: 'E', message: 'm' })
    await crew.resize({ size: 4, minSize: 1 })
    for (const actor of held) crew.release(actor)
    await clock.advance(0)
    expect(retired(set).map(([, reason]) => reason)).toEqual(['stray-error', 'stray-error'])
  })

  it('has no successor where others beyond the size are still there', async () => {
    const { actors, clock, crew } = await withWorkers(4)
    const held = Array.from({ length: 4 }, () => taken(crew.take()))
    const low = held.filter(({ entry }) => entry.slot < 2)
    await clock.advance(10)
    for (const actor of low) crew.release(actor)
    for (const _ of low) taken(crew.take())
    await crew.resize({ size: 2, minSize: 1 })
    expect(low.map(({ afterwards }) => afterwards)).toEqual([undefined, undefined])
    for (const actor of low) {
      actors.in(actor.entry.slot).events.strayed(actor, { kind: 'code', name: 'E', message: 'm' })
      crew.release(actor)
    }
    await clock.advance(0)
    expect([crew.ledger.count('busy'), crew.ledger.size, actors.all.length]).toEqual([2, 2, 4])
  })
})

describe('a leased worker', () => {
  it('is resized away when it is released', async () => {
    const { clock, crew, count } = await withWorkers(2)
    const leased = [taken(crew.takeIdle()), taken(crew.takeIdle())]
    await crew.resize({ size: 1, minSize: 1 })
    await clock.advance(5_000)
    expect([crew.ledger.count('busy'), count('worker:retired')]).toEqual([2, 0])
    for (const actor of leased) crew.release(actor)
    await clock.advance(0)
    expect([crew.ledger.size, count('worker:retired')]).toEqual([1, 1])
  })

  it('that was to go and stays carries nothing besides', async () => {
    const { crew, count } = await withWorkers(2, { preferGrpc: true })
    const leased = [taken(crew.takeIdle()), taken(crew.takeIdle())]
    await crew.resize({ size: 1, minSize: 1 })
    await crew.resize({ size: 2, minSize: 1 })
    expect([crew.free, crew.take()]).toEqual([0, undefined])
    for (const actor of leased) crew.release(actor)
    expect([crew.ledger.count('idle'), count('worker:retired')]).toEqual([2, 0])
  })
})

describe('workers that nobody uses', () => {
  it('are ended after idleTimeoutMs down to minSize, those at the bottom first', async () => {
    const set = await withWorkers(5, { minSize: 2, idleTimeoutMs: 30_000 })
    const { clock, crew } = set
    for (let second = 0; second < 20; second++) {
      await clock.advance(1_000)
      crew.release(taken(crew.take()))
    }
    await clock.advance(9_999)
    expect(crew.ledger.size).toBe(5)
    await clock.advance(60_000)
    expect([slots(set), retired(set).map(([, reason]) => reason)]).toEqual([
      [3, 4],
      ['idle', 'idle', 'idle'],
    ])
    await clock.advance(600_000)
    expect([crew.ledger.size, crew.regions.pool.totals.created]).toEqual([2, 5])
  })

  it('come back to minSize where one of them ends unasked', async () => {
    const { actors, clock, crew } = await withWorkers(2, { minSize: 2 })
    actors.in(1).crash()
    await clock.advance(0)
    expect(crew.ledger.count('idle')).toBe(2)
  })
})
