import { describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/actors/actor.ts'
import type { Failure } from '../../../src/protocol/failure.ts'
import { REFUSED, setUpCrew } from '../../support/fake-actors.ts'

const UNWELL = { tier: 'medium', healthy: false, durationMs: 1, reason: 'HTTP 500' } as const

const taken = (actor: Actor | undefined): Actor => {
  if (actor === undefined) throw new Error('no worker is free')
  return actor
}

async function withWorkers(workers: number, options = {}) {
  const set = setUpCrew({ size: workers, minSize: workers, idleTimeoutMs: 1_000_000, ...options })
  await set.open(workers)
  const old = [...set.actors.all]
  const ended = () => old.filter(({ ending }) => ending !== undefined).length
  /** What a promise has come to: `undefined` while it has not. */
  const watched = (promise: Promise<Failure | undefined>) => {
    const outcome: { settled: boolean; failure: Failure | undefined } = { settled: false, failure: undefined }
    void promise.then((failure) => Object.assign(outcome, { settled: true, failure }))
    return outcome
  }
  return { ...set, old, ended, watched }
}

describe('replacing all workers', () => {
  it('replaces idle ones one after another, each when the successor of the one before is open', async () => {
    const { actors, clock, crew, ended, watched, told } = await withWorkers(3)
    actors.endMs = 10
    actors.connect = () => new Promise((resolve) => clock.after(20, () => resolve(undefined)))
    const reset = watched(crew.reset())
    const seen: [number, number][] = []
    for (let step = 0; step < 9; step++) {
      await clock.advance(10)
      seen.push([ended(), crew.ledger.count('idle')])
    }
    expect(seen).toEqual([
      [1, 2],
      [1, 2],
      [2, 2],
      [2, 2],
      [2, 2],
      [3, 2],
      [3, 2],
      [3, 2],
      [3, 3],
    ])
    expect([reset, actors.mostAlive]).toEqual([{ settled: true, failure: undefined }, 3])
    expect(told.filter(({ name }) => name === 'worker:retired').map(({ slot, reason }) => [slot, reason])).toEqual([
      [0, 'reset'],
      [1, 'reset'],
      [2, 'reset'],
    ])
  })

  it('replaces busy and leased ones when they are released, and waits for it', async () => {
    const { clock, crew, ended, watched } = await withWorkers(3)
    const leased = taken(crew.takeIdle())
    const busy = taken(crew.take())
    expect([leased, busy].map(({ entry }) => entry.slot)).toEqual([2, 1])
    const reset = watched(crew.reset())
    await clock.advance(60_000)
    expect([ended(), reset.settled]).toEqual([1, false])
    crew.release(busy)
    await clock.advance(0)
    expect([ended(), reset.settled]).toEqual([2, false])
    crew.release(leased)
    await clock.advance(0)
    expect([ended(), reset.settled, crew.ledger.count('idle')]).toEqual([3, true, 3])
  })

  it('replaces an idle worker though one in a slot before it is leased', async () => {
    const { clock, crew, old, watched } = await withWorkers(3)
    const held = [1, 2, 3].map(() => taken(crew.takeIdle()))
    for (const actor of held.slice(0, 2)) crew.release(actor)
    const reset = watched(crew.reset())
    await clock.advance(60_000)
    expect([old.map(({ ending }) => ending), reset.settled]).toEqual([[undefined, 'retired', 'retired'], false])
    crew.release(taken(held[2]))
    await clock.advance(0)
    expect([old[0]?.ending, reset.settled]).toEqual(['retired', true])
  })

  it('has a successor for each even where nothing asks for it', async () => {
    const { clock, crew, watched } = await withWorkers(4, { minSize: 1 })
    const reset = watched(crew.reset())
    await clock.advance(0)
    expect([reset.settled, crew.ledger.count('idle')]).toEqual([true, 4])
  })

  it('stops with the failure where a successor does not open, and keeps those that are left', async () => {
    const { actors, clock, crew, ended, watched } = await withWorkers(4)
    actors.connect = () => REFUSED
    const reset = watched(crew.reset())
    await clock.advance(0)
    expect([reset, ended(), crew.ledger.count('idle')]).toEqual([{ settled: true, failure: REFUSED }, 1, 3])
    actors.connect = () => undefined
    await clock.advance(2_000)
    expect(crew.ledger.count('idle')).toBe(4)
  })

  it('ends for everybody who asked for it at the same time', async () => {
    const { clock, crew, watched } = await withWorkers(3)
    const resets = [crew.reset(), crew.reset()].map(watched)
    await clock.advance(0)
    expect(resets.map(({ settled }) => settled)).toEqual([true, true])
  })

  it('ends with the failure where the successor waits for a server that is down, for which another worker tries', async () => {
    const { actors, clock, crew, watched } = await withWorkers(3)
    actors.connect = () => REFUSED
    for (let lost = 0; lost < 3; lost++) {
      const actor = taken(crew.take())
      crew.outcome(actor, { ...REFUSED, code: 'CONNECTION_LOST' })
      crew.release(actor)
    }
    await clock.advance(5_000)
    expect(crew.endpoints.areAllDown).toBe(true)
    const reset = watched(crew.reset())
    await clock.advance(30_000)
    expect(reset).toEqual({ settled: true, failure: REFUSED })
  })

  it('ends when the pool is closed meanwhile', async () => {
    const { actors, clock, crew, watched } = await withWorkers(3)
    actors.connect = () => new Promise(() => {})
    const reset = watched(crew.reset())
    await clock.advance(0)
    await Promise.all([crew.close(), clock.advance(1_000)])
    expect([reset.settled, crew.ledger.size]).toEqual([true, 0])
  })

  it('keeps the busy ones that are left where a successor does not open', async () => {
    const { actors, clock, crew, watched } = await withWorkers(2)
    const leased = taken(crew.takeIdle())
    actors.connect = () => REFUSED
    const reset = watched(crew.reset())
    await clock.advance(0)
    expect(reset).toEqual({ settled: true, failure: REFUSED })
    crew.release(leased)
    expect([leased.afterwards, leased.entry.state]).toEqual([undefined, 'idle'])
  })

  it('replaces those whose node is up, and leaves the others, whose server is down', async () => {
    const { actors, clock, crew, watched, old } = await withWorkers(4, { url: ['http://a', 'http://b'] })
    const isDown = (url: string) => url === 'http://b'
    actors.connect = ({ endpoint }) => (isDown(endpoint.url) ? REFUSED : undefined)
    for (const actor of old) if (isDown(actor.endpoint.url)) crew.checked(actor.actor, UNWELL)
    await clock.advance(1_000)
    const reset = watched(crew.reset())
    await clock.advance(1_000)
    expect(reset).toEqual({ settled: true, failure: undefined })
    expect(old.map(({ ending, endpoint }) => [endpoint.url, ending])).toEqual([
      ['http://a', 'retired'],
      ['http://b', undefined],
      ['http://a', 'retired'],
      ['http://b', undefined],
    ])
  })

  it('fails at once where no server is there, and ends nobody', async () => {
    const { actors, clock, crew, watched, old, ended } = await withWorkers(2)
    actors.connect = () => REFUSED
    for (const actor of old) crew.checked(actor.actor, UNWELL)
    await clock.advance(1_000)
    const reset = watched(crew.reset())
    await clock.advance(0)
    expect([reset, ended()]).toEqual([{ settled: true, failure: REFUSED }, 0])
  })
})
