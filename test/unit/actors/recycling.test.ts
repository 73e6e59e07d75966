import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Actor } from '../../../src/actors/actor.ts'
import { REFUSED, setUpCrew } from '../../support/fake-actors.ts'
import { EarlyClock } from '../../support/manual-clock.ts'

type SetUp = ReturnType<typeof setUpCrew>
const recycledAt = ({ told }: SetUp) => told.filter(({ name }) => name === 'worker:recycled').map(({ at }) => at)
/** Most of them within any second. */
const mostInASecond = (times: readonly number[]) => {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length))
}
const taken = (actor: Actor | undefined): Actor => {
  if (actor === undefined) throw new Error('no worker is free')
  return actor
}
/** Evenly spread, and the same in every run. */
function spread() {
  let next = 0
  return () => {
    next = (next + 0.618_034) % 1
    return next
  }
}

afterEach(() => vi.restoreAllMocks())

describe('connections that are due for recycling', () => {
  it('are opened anew in their thread between 90 and 100 % of the age, each at another moment', async () => {
    const set = setUpCrew({ size: 4, minSize: 4, recycleAfterMs: 100_000, idleTimeoutMs: 1_000_000 }, spread())
    await set.open(4)
    await set.clock.advance(89_000)
    expect(recycledAt(set)).toEqual([])
    await set.clock.advance(15_000)
    const at = recycledAt(set)
    expect([at.length, new Set(at).size, set.crew.regions.pool.totals.recycled, set.actors.all.length]).toEqual([
      4, 4, 4, 4,
    ])
    expect(set.actors.all.map(({ attempts }) => attempts.map(({ how }) => how))).toEqual(
      Array.from({ length: 4 }, () => ['open', 'reopen']),
    )
  })

  it('64 workers due for recycling: the rate holds', async () => {
    const options = { size: 64, minSize: 64, recycleAfterMs: 60_000, idleTimeoutMs: 1_000_000 }
    const set = setUpCrew(options, () => 0)
    await set.open(64)
    const busy = Array.from({ length: 8 }, () => taken(set.crew.take()))
    await set.clock.advance(59_999)
    expect(recycledAt(set)).toEqual([])
    await set.clock.advance(20_000)
    const idle = recycledAt(set)
    expect([idle.length, mostInASecond(idle) <= 6]).toEqual([56, true])
    expect(busy.every(({ entry, afterwards }) => entry.state === 'busy' && afterwards === undefined)).toBe(true)
    for (const actor of busy) set.crew.release(actor)
    await set.clock.advance(10_000)
    const all = recycledAt(set)
    expect([all.length, mostInASecond(all) <= 6]).toEqual([64, true])
    expect(new Set(set.told.filter(({ name }) => name === 'worker:recycled').map(({ slot }) => slot)).size).toBe(64)
  })

  it('lose no look to timers that are early by a fraction of a millisecond', async () => {
    const options = { size: 64, minSize: 64, recycleAfterMs: 60_000, idleTimeoutMs: 1_000_000 }
    const set = setUpCrew(options, () => 0, new EarlyClock())
    await set.open(64)
    await set.clock.advance(64_000)
    const at = recycledAt(set)
    expect([mostInASecond(at), at.length > 20]).toEqual([6, true])
  })

  it('are opened anew one a second in a small pool', async () => {
    const set = setUpCrew({ size: 5, minSize: 5, recycleAfterMs: 60_000, idleTimeoutMs: 1_000_000 }, () => 0)
    await set.open(5)
    await set.clock.advance(70_000)
    expect(recycledAt(set)).toEqual([60_000, 61_000, 62_000, 63_000, 64_000])
  })

  it('are opened anew as their worker comes free where it is never idle when one looks', async () => {
    const set = setUpCrew({ size: 1, recycleAfterMs: 60_000 }, () => 0)
    await set.open(1)
    let actor = taken(set.crew.take())
    await set.clock.advance(60_500)
    expect([actor.entry.state, recycledAt(set)]).toEqual(['busy', []])
    set.crew.release(actor)
    await set.clock.advance(0)
    expect(recycledAt(set)).toEqual([60_500])
    actor = taken(set.crew.take())
    set.crew.release(actor)
    await set.clock.advance(0)
    expect(recycledAt(set)).toHaveLength(1)
  })

  it('stay where the server cannot be reached: the worker waits for it, and is recycled once', async () => {
    const set = setUpCrew({ size: 1, recycleAfterMs: 60_000 }, () => 0.5)
    await set.open(1)
    set.actors.connect = () => REFUSED
    await set.clock.advance(70_000)
    expect([set.actors.all.length, set.crew.ledger.count('opening'), recycledAt(set)]).toEqual([1, 1, []])
    set.actors.connect = () => undefined
    await set.clock.advance(2_000)
    expect([recycledAt(set).length, set.crew.ledger.count('idle')]).toEqual([1, 1])
  })

  it.each([3_600_000, -3_600_000])('do not heed the wall clock, moved by %i ms', async (ms) => {
    const set = setUpCrew({ size: 1, recycleAfterMs: 60_000 }, () => 0)
    await set.open(1)
    const now = Date.now()
    vi.spyOn(Date, 'now').mockReturnValue(now + ms)
    await set.clock.advance(59_999)
    expect(recycledAt(set)).toEqual([])
    await set.clock.advance(1)
    expect(recycledAt(set)).toEqual([60_000])
  })
})

describe('connections that carry several requests, and are due', () => {
  it('are let run empty one after another where they never are by themselves', async () => {
    const set = setUpCrew(
      { size: 2, minSize: 2, recycleAfterMs: 60_000, idleTimeoutMs: 1_000_000, preferGrpc: true },
      () => 0,
    )
    await set.open(2)
    const carried = Array.from({ length: 8 }, () => taken(set.crew.take()))
    await set.clock.advance(65_000)
    // While the other has no room it would be missed.
    expect(set.actors.all.filter(({ afterwards }) => afterwards !== undefined)).toEqual([])
    const spare = carried.indexOf(set.actors.in(1).actor)
    set.crew.release(taken(carried.splice(spare, 1)[0]))
    await set.clock.advance(1_000)
    const held = set.actors.all.filter(({ afterwards }) => afterwards?.kind === 'reopen')
    expect([held.length, set.crew.free]).toEqual([1, 1])
    const [first] = held
    const own = carried.filter((actor) => actor === first?.actor)
    for (const actor of own.slice(1)) set.crew.release(actor)
    expect([own.length, set.crew.free, recycledAt(set)]).toEqual([4, 1, []])
    set.crew.release(taken(own[0]))
    await set.clock.advance(0)
    expect([recycledAt(set), set.crew.free]).toEqual([[66_000], 5])
    await set.clock.advance(1_000)
    expect(set.actors.all.filter(({ afterwards }) => afterwards?.kind === 'reopen')).toHaveLength(1)
    for (const actor of carried.filter((other) => other !== first?.actor)) set.crew.release(actor)
    await set.clock.advance(0)
    expect(recycledAt(set)).toEqual([66_000, 67_000])
  })

  it('are left alone while they are leased', async () => {
    const set = setUpCrew({ size: 1, recycleAfterMs: 60_000, preferGrpc: true }, () => 0)
    await set.open(1)
    const leased = taken(set.crew.takeIdle())
    await set.clock.advance(65_000)
    expect([leased.afterwards, leased.entry.state]).toEqual([undefined, 'busy'])
    set.crew.release(leased)
    await set.clock.advance(0)
    expect(recycledAt(set)).toEqual([65_000])
  })
})
