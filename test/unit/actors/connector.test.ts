import { describe, expect, it } from 'vitest'
import { type FakeActor, REFUSED, setUpCrew } from '../../support/fake-actors.ts'

const isUp = () => undefined
const isDown = () => REFUSED
const gaps = (times: readonly number[]) => times.slice(1).map((at, index) => at - (times[index] ?? 0))
/** Its attempts from now on. */
const watch = (actor: FakeActor) => {
  const from = actor.attempts.length
  return () => actor.attempts.slice(from)
}

describe('a connection that cannot open', () => {
  it('keeps its thread, and tries again with backoff up to a second', async () => {
    const { actors, clock, crew, count, open } = setUpCrew({ size: 1 }, () => 1)
    actors.connect = isDown
    await open(1)
    await clock.advance(10_000)
    const tried = actors.in(0).attempts.map(({ at }) => at)
    expect(gaps(tried).slice(0, 7)).toEqual([100, 200, 400, 800, 1_000, 1_000, 1_000])
    expect([actors.all.length, count('worker:failed'), crew.regions.pool.totals.failed]).toEqual([
      1,
      tried.length,
      tried.length,
    ])
    expect(crew.lastFailure).toEqual(REFUSED)
  })

  it('has two seconds for the first connection of a thread, and one for every further', async () => {
    const { actors, clock, crew, open } = setUpCrew({ size: 1 })
    await open(1)
    const actor = crew.take()
    if (actor === undefined) throw new Error('none is open')
    crew.outcome(actor, REFUSED)
    crew.release(actor)
    await clock.advance(0)
    expect(actors.in(0).attempts).toEqual([
      { how: 'open', at: 0, limitMs: 2_000 },
      { how: 'repair', at: 0, limitMs: 1_000 },
    ])
  })
})

describe('an endpoint that is down', () => {
  it('is tried by one worker for all after three failures in a row, and its success lets the others connect at once', async () => {
    const { actors, clock, crew, open } = setUpCrew({ size: 5, breaker: false }, () => 1)
    actors.connect = isDown
    await open(5)
    await clock.advance(5_000)
    const tried = actors.all.map(watch)
    await clock.advance(10_000)
    const probers = actors.all.filter((_, index) => (tried[index]?.() ?? []).length > 0)
    expect([probers.length, tried.flatMap((own) => own()).length]).toEqual([1, 10])

    actors.connect = isUp
    await clock.advance(1_000)
    expect(crew.ledger.count('idle')).toBe(5)
    expect(new Set(actors.all.map(({ connectedAt }) => connectedAt)).size).toBe(1)
  })

  it('never sees more attempts at a time than there are workers when it returns and 1,000 calls wait', async () => {
    const { actors, clock, crew, demand } = setUpCrew({ size: 5 })
    const slow = (result: typeof REFUSED | undefined) => () => {
      return new Promise<typeof REFUSED | undefined>((resolve) => clock.after(20, () => resolve(result)))
    }
    actors.connect = slow(REFUSED)
    demand.waiting = 1_000
    for (let step = 0; step < 100; step++) {
      crew.grow()
      await clock.advance(100)
    }
    actors.connect = slow(undefined)
    const before = actors.attemptsAt.length
    for (let step = 0; step < 20; step++) {
      crew.grow()
      await clock.advance(100)
    }
    expect([crew.ledger.count('idle'), actors.attemptsAt.length - before]).toEqual([5, 5])
    expect([actors.mostConnecting, actors.mostAlive]).toEqual([5, 5])
  })

  it.each([
    ['crashes', (prober: FakeActor) => prober.crash()],
    ['hangs and is killed', (prober: FakeActor) => prober.events.hung(prober.actor)],
  ])('is tried by the next worker when the prober %s', async (_how, end) => {
    const { actors, clock, crew, open } = setUpCrew({ size: 3 }, () => 1)
    actors.connect = isDown
    await open(3)
    await clock.advance(5_000)
    const { prober } = crew.endpoints.of(0)
    expect(prober).toBeDefined()
    end(prober as unknown as FakeActor)
    await clock.advance(0)
    const next = crew.endpoints.of(0).prober as unknown as FakeActor
    expect([next === undefined, next === (prober as unknown)]).toEqual([false, false])
    const tried = watch(next)
    await clock.advance(3_000)
    expect(tried().length).toBeGreaterThan(0)
  })

  it.each([
    [401, 'closed', 0],
    [404, 'closed', 0],
    [500, 'open', 1],
    [503, 'open', 1],
  ])('is told as degraded where it answers %i, and leaves its circuit %s', async (status, circuit, opened) => {
    const { actors, clock, crew, count, open } = setUpCrew({ size: 3 })
    actors.connect = () => ({ kind: 'server', status, statusText: '', url: 'u', headers: [], data: {} })
    await open(3)
    await clock.advance(60_000)
    expect([crew.endpoints.circuits, crew.endpoints.areAllDown]).toEqual([{ 'http://a': circuit }, true])
    expect([actors.all.length, count('circuit:open'), count('degraded')]).toEqual([3, opened, 1])
  })

  it('tells a code failure of the worker as its own, not as the server down', async () => {
    const { actors, clock, crew, open } = setUpCrew({ size: 1 })
    actors.connect = () => ({ kind: 'code', name: 'Error', message: 'no such model' })
    await open(1)
    await clock.advance(20_000)
    expect([crew.endpoints.areAllDown, crew.endpoints.circuits]).toEqual([false, { 'http://a': 'closed' }])
    expect(crew.regions.pool.totals.failed).toBeGreaterThan(5)
  })
})

describe('an endpoint whose circuit is open', () => {
  /** Ten calls in a row have found the server gone. */
  async function broken() {
    const set = setUpCrew({ size: 3 })
    await set.open(3)
    const [endpoint] = [set.crew.endpoints.of(0)]
    for (let call = 0; call < 10; call++) {
      const actor = set.crew.take()
      if (actor === undefined) break
      set.crew.outcome(actor, { kind: 'server', status: 503, statusText: 'Busy', url: 'u', headers: [], data: {} })
      set.crew.release(actor)
    }
    await set.clock.advance(0)
    return { ...set, endpoint }
  }

  it('has its idle workers wait for the trial, which comes after half a second', async () => {
    const { actors, clock, crew, endpoint, told } = await broken()
    expect([endpoint.circuit, crew.ledger.count('opening'), endpoint.isRefusing]).toEqual(['open', 3, true])
    const tried = actors.all.map(watch)
    await clock.advance(499)
    expect(tried.flatMap((own) => own())).toEqual([])
    await clock.advance(1)
    expect(tried.flatMap((own) => own()).map(({ how }) => how)).toEqual(['repair', 'repair', 'repair'])
    expect([endpoint.circuit, crew.ledger.count('idle'), endpoint.isRefusing]).toEqual(['closed', 3, false])
    const ofCircuit = told.filter(({ name }) => name.startsWith('circuit'))
    expect(ofCircuit.map(({ name, at }) => [name, at])).toEqual([
      ['circuit:open', 0],
      ['circuit:closed', 500],
    ])
  })

  it('stays open at trials that fail, and tells so once', async () => {
    const { actors, clock, endpoint, count } = await broken()
    actors.connect = isDown
    await clock.advance(10_000)
    expect([endpoint.circuit, count('circuit:open'), count('circuit:closed')]).toEqual(['open', 1, 0])
    expect(actors.mostConnecting).toBe(3)
    actors.connect = isUp
    await clock.advance(1_000)
    expect([endpoint.circuit, count('circuit:open'), count('circuit:closed')]).toEqual(['closed', 1, 1])
  })

  it('stays open when the thread that tries it ends before the server has answered', async () => {
    const { actors, clock, endpoint, count } = await broken()
    actors.connect = () => new Promise(() => {})
    await clock.advance(500)
    expect(endpoint.circuit).toBe('half-open')
    const prober = endpoint.prober as unknown as FakeActor
    prober.crash()
    await clock.advance(0)
    const next = endpoint.prober as unknown as FakeActor
    expect([endpoint.isOpen, next === prober, count('circuit:closed')]).toEqual([true, false, 0])
    actors.connect = isUp
    next.crash()
    await clock.advance(3_000)
    expect([endpoint.circuit, count('circuit:open'), count('circuit:closed')]).toEqual(['closed', 1, 1])
  })
})

describe('an embedder that does not load', () => {
  it('is tried again with backoff, though its endpoint is well', async () => {
    const { actors, clock, crew, demand } = setUpCrew({ size: 1, minSize: 1 }, () => 1)
    actors.connect = () => ({ kind: 'code', name: 'Error', message: 'Cannot find module' })
    demand.waiting = 1
    crew.grow()
    await clock.advance(10_000)
    expect(actors.attemptsAt.slice(0, 6)).toEqual([0, 100, 300, 700, 1_500, 2_500])
    expect(actors.attemptsAt.at(-1)).toBe(9_500)
  })
})
