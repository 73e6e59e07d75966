import { describe, expect, it } from 'vitest'
import type { Failure } from '../../../src/protocol/failure.ts'
import { REFUSED, setUpCrew } from '../../support/fake-actors.ts'
import { EarlyClock } from '../../support/manual-clock.ts'

type SetUp = ReturnType<typeof setUpCrew>
const names = ({ told }: SetUp) => told.map(({ name }) => name).filter((name) => /^(degraded|recovered)$/.test(name))

/** Ends the thread of the worker in slot 0, of a pool that keeps one, so many times, `everyMs` apart. */
async function crashes({ actors, clock }: SetUp, times: number, everyMs: number) {
  for (let time = 0; time < times; time++) {
    for (const actor of actors.alive) actor.crash(`crash ${time + 1}`)
    await clock.advance(everyMs)
  }
}

async function oneWorker(random?: () => number) {
  const set = setUpCrew({ size: 1 }, random)
  await set.open(1)
  return set
}

describe('threads that end unasked', () => {
  it('are replaced at once at first, and told with their cause', async () => {
    const set = await oneWorker()
    await crashes(set, 1, 0)
    const { actors, crew, told } = set
    expect([actors.all.length, crew.ledger.count('idle'), crew.regions.pool.totals.replaced]).toEqual([2, 1, 1])
    const replaced = told.find(({ name }) => name === 'worker:replaced')
    expect(replaced).toMatchObject({ slot: 0, cause: new Error('crash 1') })
  })

  it('are replaced with backoff where none comes to open between', async () => {
    const { actors, clock, crew, open } = setUpCrew({ size: 1 }, () => 1)
    actors.connect = () => new Promise(() => {})
    await open(1)
    const delays: number[] = []
    for (let crash = 0; crash < 6; crash++) {
      actors.in(0).crash('again')
      const since = clock.now()
      await clock.advance(1_000)
      delays.push((actors.all.at(-1)?.bornAt ?? 0) - since)
    }
    expect(delays).toEqual([0, 200, 400, 800, 1_000, 1_000])
    expect(crew.lastFailure).toMatchObject({ kind: 'code', message: 'the thread of worker 0 ended: again' })
  })

  it('leave the pool as it is at ten in ten seconds', async () => {
    const set = await oneWorker()
    await crashes(set, 10, 900)
    expect(names(set)).toEqual([])
  })

  it('degrade it beyond, told once; it recovers by itself when ten seconds hold no more than that, told once', async () => {
    const set = await oneWorker()
    await crashes(set, 14, 500)
    const { clock, told } = set
    expect(names(set)).toEqual(['degraded'])
    expect(told.find(({ name }) => name === 'degraded')?.cause?.message).toMatch(/^the thread of worker 0 ended: crash/)
    const last = told.filter(({ name }) => name === 'worker:replaced').at(-1)?.at ?? 0
    await clock.advance(last + 3_000 - clock.now())
    expect(names(set)).toEqual(['degraded'])
    await clock.advance(20_000)
    expect(names(set)).toEqual(['degraded', 'recovered'])
  })

  it('are more than an accident only beyond three a worker where the pool is large', async () => {
    const { actors, clock, told, open } = setUpCrew({ size: 8 })
    await open(8)
    for (let crash = 0; crash < 24; crash++) {
      actors.in(crash % 8).crash()
      await open(8)
    }
    expect(told.filter(({ name }) => name === 'degraded')).toEqual([])
    await clock.advance(0)
    actors.in(0).crash()
    await clock.advance(0)
    expect(told.filter(({ name }) => name === 'degraded')).toHaveLength(1)
  })

  it('are restarted one at a time, and after a pause, while there are too many', async () => {
    const { actors, clock, crew, demand, told } = setUpCrew({ size: 4 }, () => 0.5)
    demand.waiting = 100
    actors.connect = () => new Promise(() => {})
    crew.grow()
    while (told.every(({ name }) => name !== 'degraded')) {
      for (const actor of [...actors.alive]) actor.crash()
      await clock.advance(500)
    }
    await clock.advance(500)
    for (const actor of [...actors.alive]) actor.crash()
    await clock.advance(0)
    const started = actors.all.length
    await clock.advance(490)
    expect(actors.all.length).toBe(started)
    await clock.advance(4_000)
    expect([actors.all.length - started, crew.ledger.count('opening')]).toEqual([1, 1])
  })

  it('are replaced when the pause is over even where the timer is a fraction of a millisecond early, as timers are', async () => {
    const { actors, clock, crew, demand } = setUpCrew({ size: 1 }, () => 0.333, new EarlyClock())
    actors.connect = () => new Promise(() => {})
    demand.waiting = 1
    crew.grow()
    for (let crash = 0; crash < 3; crash++) {
      actors.in(0).crash()
      await clock.advance(200)
    }
    expect(actors.all).toHaveLength(4)
  })
})

describe('a server that cannot be reached', () => {
  it('degrades the pool once, tells the last cause, and the pool recovers once when it is back', async () => {
    const set = setUpCrew({ size: 3, breaker: false })
    const { actors, clock, crew, told, open } = set
    const last: Failure = { ...REFUSED, message: 'the last' }
    actors.connect = () => REFUSED
    await open(3)
    actors.connect = () => last
    await clock.advance(5_000)
    expect(names(set)).toEqual(['degraded'])
    expect(told.find(({ name }) => name === 'degraded')?.cause?.message).toBe('refused')
    expect(crew.lastFailure).toEqual(last)
    actors.connect = () => undefined
    await clock.advance(2_000)
    expect([names(set), crew.lastFailure]).toEqual([['degraded', 'recovered'], undefined])
  })

  it('counts nothing against the threads: none is restarted, however often they fail to connect', async () => {
    const { actors, clock, crew, open } = setUpCrew({ size: 3 })
    actors.connect = () => REFUSED
    await open(3)
    await clock.advance(60_000)
    expect([actors.all.length, crew.regions.pool.totals.replaced]).toEqual([3, 0])
    expect(crew.regions.pool.totals.failed).toBeGreaterThan(50)
    actors.connect = () => undefined
    await clock.advance(1_000)
    actors.in(0).crash()
    await clock.advance(0)
    expect(crew.ledger.count('idle')).toBe(2)
    await open(3)
    expect(crew.ledger.count('idle')).toBe(3)
  })

  it('is not held against by threads that end: its circuit stays closed', async () => {
    const set = await oneWorker()
    await crashes(set, 30, 300)
    expect(set.crew.endpoints.circuits).toEqual({ 'http://a': 'closed' })
  })
})
