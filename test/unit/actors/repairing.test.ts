import { describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/actors/actor.ts'
import type { HealthTier } from '../../../src/base/pool-events.ts'
import type { Failure } from '../../../src/protocol/failure.ts'
import { type FakeActor, REFUSED, setUpCrew } from '../../support/fake-actors.ts'

const LOST: Failure = { kind: 'connection', code: 'CONNECTION_LOST', outcome: 'unknown', message: 'cut' }
const taken = (actor: Actor | undefined): Actor => {
  if (actor === undefined) throw new Error('no worker is free')
  return actor
}
const hows = (actor: FakeActor) => actor.attempts.map(({ how }) => how)

async function withWorkers(workers: number, options = {}) {
  let random = 0
  const next = () => {
    random = (random + 0.618) % 1
    return random
  }
  const set = setUpCrew({ size: workers, minSize: workers, idleTimeoutMs: 1_000_000, ...options }, next)
  await set.open(workers)
  return set
}

describe('a connection that may be lost', () => {
  it('is checked once its worker carries nothing, and before it carries anything else', async () => {
    const { actors, clock, crew, count } = await withWorkers(1)
    const answer = Promise.withResolvers<undefined>()
    actors.connect = () => answer.promise
    const actor = taken(crew.take())
    crew.outcome(actor, LOST)
    expect([actor.entry.state, crew.lastFailure]).toEqual(['busy', LOST])
    crew.release(actor)
    expect([actor.entry.state, crew.take(), hows(actors.in(0))]).toEqual(['opening', undefined, ['open', 'repair']])
    answer.resolve(undefined)
    await clock.advance(0)
    expect([actor.entry.state, crew.lastFailure, count('worker:recycled')]).toEqual(['idle', undefined, 0])
  })

  it('takes no further request over gRPC, and is checked when the last of those it carries has ended', async () => {
    const { actors, clock, crew } = await withWorkers(1, { preferGrpc: true })
    const actor = taken(crew.take())
    crew.take()
    crew.take()
    crew.outcome(actor, LOST)
    expect([crew.free, crew.take()]).toEqual([0, undefined])
    crew.release(actor)
    crew.release(actor)
    expect([actor.entry.state, crew.free]).toEqual(['busy', 0])
    crew.release(actor)
    await clock.advance(0)
    expect([hows(actors.in(0)), crew.free, crew.underWay]).toEqual([['open', 'repair'], 4, 0])
  })

  it('keeps its age: a worker that is due is recycled after its repair', async () => {
    const { actors, clock, crew, count } = await withWorkers(1, { recycleAfterMs: 60_000 })
    const actor = taken(crew.take())
    const { recycleAtAgeMs } = actor
    await clock.advance(59_000)
    crew.outcome(actor, LOST)
    crew.release(actor)
    await clock.advance(0)
    expect([hows(actors.in(0)), actor.connectedAt]).toEqual([['open', 'repair'], 0])
    expect(actor.recycleAtAgeMs).toBe(recycleAtAgeMs)
    await clock.advance(1_000)
    expect([hows(actors.in(0)), count('worker:recycled')]).toEqual([['open', 'repair', 'reopen'], 1])
  })

  it.each<[string, Failure | undefined]>([
    ['an answer', undefined],
    ['an error of the server', { kind: 'server', status: 503, statusText: '', url: 'u', headers: [], data: {} }],
    ['an answer that nobody can read', { ...LOST, code: 'INVALID_RESPONSE' }],
    ['an argument that cannot be sent', { kind: 'argument', message: 'NaN' }],
  ])('is not suspected for %s', async (_what, failure) => {
    const { actors, crew } = await withWorkers(1)
    const actor = taken(crew.take())
    crew.outcome(actor, failure)
    crew.release(actor)
    expect([actor.entry.state, hows(actors.in(0))]).toEqual(['idle', ['open']])
  })
})

describe('a request that was given up', () => {
  it.each([
    ['over REST, where it took the connection with it', { preferGrpc: false }, 'opening'],
    ['not over gRPC, where the worker looks for itself', { preferGrpc: true }, 'idle'],
  ])('has its connection checked %s', async (_how, options, state) => {
    const { actors, crew } = await withWorkers(1, options)
    actors.connect = () => new Promise(() => {})
    const actor = taken(crew.take())
    crew.gaveUp(actor)
    crew.release(actor)
    expect(actor.entry.state).toBe(state)
  })
})

describe('a worker whose health checks find something wrong', () => {
  const found = (actor: FakeActor, tier: HealthTier, healthy: boolean, reason?: string) => {
    const report = { tier, healthy, durationMs: 1, ...(reason === undefined ? {} : { reason }) }
    actor.events.health(actor.actor, report)
  }

  it('is followed by another after three in a row, though each was mended by a new connection', async () => {
    const { actors, clock, crew, told, count } = await withWorkers(2, { minSize: 1 })
    const actor = actors.in(0)
    for (const strike of [1, 2]) found(actor, 'medium', true, `reconnected after: ${strike}`)
    found(actor, 'fast', true)
    expect([actor.strikes, actor.ending]).toEqual([2, undefined])
    found(actor, 'medium', true, 'reconnected after: 3')
    await clock.advance(0)
    expect(told.find(({ name }) => name === 'worker:retired')).toMatchObject({ slot: 0, reason: 'unhealthy' })
    expect([actor.ending, actors.all.length, crew.ledger.count('idle')]).toEqual(['retired', 3, 2])
    expect([count('health'), crew.regions.pool.totals.unhealthy, crew.health.failures.length]).toEqual([4, 0, 3])
  })

  it('begins anew after a check that found nothing', async () => {
    const { actors } = await withWorkers(1)
    const actor = actors.in(0)
    for (const tier of ['medium', 'deep'] as const) {
      for (const strike of [1, 2]) found(actor, tier, true, `${strike}`)
      found(actor, tier, true)
    }
    expect([actor.strikes, actor.ending]).toEqual([0, undefined])
  })

  it('has its connection repaired where it was left unhealthy', async () => {
    const { actors, clock, crew } = await withWorkers(1)
    found(actors.in(0), 'deep', false, 'HTTP 500')
    expect(crew.ledger.count('opening')).toBe(1)
    await clock.advance(0)
    expect([hows(actors.in(0)), crew.ledger.count('idle')]).toEqual([['open', 'repair'], 1])
    expect([crew.regions.pool.totals.unhealthy, crew.health.failures]).toEqual([
      1,
      [
        {
          slot: 0,
          time: expect.any(Number),
          tier: 'deep',
          healthy: false,
          slow: false,
          durationMs: 1,
          reason: 'HTTP 500',
        },
      ],
    ])
  })

  it('keeps its thread while the server is down for all', async () => {
    const { actors, clock, crew, count } = await withWorkers(2)
    actors.connect = () => REFUSED
    for (let check = 0; check < 10; check++) {
      for (const actor of actors.all) found(actor, 'medium', false, 'no answer')
      await clock.advance(500)
    }
    expect([crew.endpoints.areAllDown, actors.all.length, count('worker:retired')]).toEqual([true, 2, 0])
  })

  it('retires when it is free where it is busy', async () => {
    const { actors, clock, crew } = await withWorkers(1)
    const actor = taken(crew.take())
    for (const strike of [1, 2, 3]) found(actors.in(0), 'medium', true, `${strike}`)
    expect(actor.entry.state).toBe('busy')
    crew.release(actor)
    await clock.advance(0)
    expect([actors.all.map(({ ending }) => ending), crew.ledger.count('idle')]).toEqual([['retired', undefined], 1])
  })

  it('is remembered with the latest fifty findings', async () => {
    const { actors, crew } = await withWorkers(1)
    for (let check = 0; check < 60; check++) {
      found(actors.in(0), 'medium', true, `finding ${check}`)
      actors.in(0).strikes = 0
    }
    expect(crew.health.failures.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 50 }, (_, index) => `finding ${index + 10}`),
    )
  })
})

describe('a worker in whose thread code threw outside of its promise', () => {
  it('is told with what was thrown, and retires after what it runs, followed by another', async () => {
    const { actors, clock, crew, told } = await withWorkers(2, { minSize: 1 })
    const actor = taken(crew.take())
    actors.in(1).events.strayed(actor, { kind: 'code', name: 'TypeError', message: 'stray' })
    expect(told.at(-1)).toMatchObject({ name: 'worker:stray-error', slot: 1, cause: new TypeError('stray') })
    expect(actor.entry.state).toBe('busy')
    crew.release(actor)
    await clock.advance(0)
    expect(told.find(({ name }) => name === 'worker:retired')).toMatchObject({ reason: 'stray-error' })
    expect([crew.ledger.count('idle'), crew.regions.pool.totals.replaced]).toEqual([2, 0])
  })

  it('counts once for how fast threads may be restarted, however often it throws', async () => {
    const { actors, clock, crew, count } = await withWorkers(1)
    const leased = taken(crew.takeIdle())
    const thrown = { kind: 'code', name: 'Error', message: 'stray' } as const
    for (let times = 0; times < 30; times++) actors.in(0).events.strayed(leased, thrown)
    await clock.advance(1_000)
    expect([count('worker:stray-error'), count('degraded')]).toEqual([30, 0])
  })
})

describe('a worker whose thread ends while it carries requests', () => {
  it('gives its slot back only when the thread has ended, and is left to that by those who release it', async () => {
    const { actors, clock, crew } = await withWorkers(1)
    actors.endMs = 20
    const actor = taken(crew.take())
    actors.in(0).crash()
    expect([actor.entry.state, crew.underWay]).toEqual(['dying', 0])
    crew.release(actor)
    expect([actor.entry.state, crew.ledger.size]).toEqual(['dying', 1])
    await clock.advance(19)
    expect([crew.ledger.count('dying'), actors.all.length]).toEqual([1, 1])
    await clock.advance(1)
    expect([crew.ledger.count('idle'), actors.all.length, actors.mostAlive]).toEqual([1, 2, 1])
  })

  it('is killed where it hangs, and told as replaced', async () => {
    const { actors, clock, crew, count } = await withWorkers(1)
    const actor = taken(crew.take())
    crew.kill(actor)
    crew.kill(actor)
    await clock.advance(0)
    expect(actors.all.map(({ ending }) => ending)).toEqual(['killed', undefined])
    expect([count('worker:replaced'), crew.regions.pool.totals.replaced, crew.ledger.count('idle')]).toEqual([1, 1, 1])
  })
})
