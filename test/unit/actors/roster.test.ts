import { describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/actors/actor.ts'
import { Ledger } from '../../../src/actors/ledger.ts'
import { Roster } from '../../../src/actors/roster.ts'
import { Heartbeat } from '../../../src/metrics/heartbeat.ts'

function setUp(depth: number, workers: number) {
  const ledger = new Ledger({ now: () => 0 })
  const roster = new Roster(ledger, depth)
  const actors = Array.from({ length: workers }, () => {
    const own = { entry: ledger.claim(10), heartbeat: new Heartbeat(), inFlight: 0, leased: false }
    const actor = own as unknown as Actor
    roster.becomeIdle(actor)
    return actor
  })
  return { ledger, roster, actors }
}

describe('the roster', () => {
  it('gives the worker that came idle last, one request at a time over REST', () => {
    const { roster, actors, ledger } = setUp(1, 2)
    expect([roster.free, roster.take()]).toEqual([2, actors[1]])
    expect([roster.take(), roster.take(), roster.free]).toEqual([actors[0], undefined, 0])
    expect([ledger.count('busy'), roster.underWay]).toEqual([2, 2])
    expect(roster.release(actors[0] as Actor)).toBe(true)
    roster.becomeIdle(actors[0] as Actor)
    expect([roster.take(), roster.underWay]).toEqual([actors[0], 2])
  })

  it('gives idle workers first over gRPC, then the one that carries least', () => {
    const { roster, actors } = setUp(3, 2)
    const [first, second] = actors as [Actor, Actor]
    const taken = Array.from({ length: 6 }, () => roster.take())
    expect(taken.slice(0, 2)).toEqual([second, first])
    expect([first.inFlight, second.inFlight, roster.free, roster.take()]).toEqual([3, 3, 0, undefined])
    expect(roster.release(first)).toBe(false)
    expect([roster.free, roster.take()]).toEqual([1, first])
  })

  it('gives a lease a worker that carries nothing, and nothing more until it is back', () => {
    const { roster, actors, ledger } = setUp(3, 1)
    const leased = roster.takeIdle()
    expect([leased, leased?.leased, roster.free, roster.take(), roster.underWay]).toEqual([
      actors[0],
      true,
      0,
      undefined,
      0,
    ])
    expect(roster.release(actors[0] as Actor)).toBe(true)
    roster.becomeIdle(actors[0] as Actor)
    expect([roster.free, ledger.count('idle')]).toEqual([3, 1])
    roster.take()
    expect(roster.takeIdle()).toBeUndefined()
  })

  it('forgets what a worker carried that takes nothing more', () => {
    const { roster, actors, ledger } = setUp(3, 1)
    const actor = actors[0] as Actor
    roster.take()
    roster.take()
    roster.leave(actor)
    ledger.move(actor.entry, 'dying')
    expect([roster.free, roster.underWay, roster.take()]).toEqual([0, 0, undefined])
  })
})
