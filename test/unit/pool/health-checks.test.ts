import { describe, expect, it } from 'vitest'
import { HealthCheckFailedError } from '../../../src/base/errors.ts'
import type { HealthTier } from '../../../src/base/pool-events.ts'
import { checkPoolHealth, type PoolHealth } from '../../../src/pool/health-checks.ts'
import type { Lease } from '../../../src/pool/lease.ts'
import { REFUSED, setUpCrew } from '../../support/fake-actors.ts'
import { shareTime } from '../../support/shared-time.ts'

const WELL = { healthy: true, busy: false, slow: false, durationMs: 1, reason: undefined }

async function withWorkers(workers: number) {
  const set = setUpCrew({ size: workers, minSize: workers, idleTimeoutMs: 1_000_000 })
  shareTime(set.clock)
  await set.open(workers)
  const { clock, crew } = set
  const leased: string[] = []
  const acquire = async () => {
    leased.push('acquired')
    const client = { getCollections: async () => ({ collections: [{ name: 'first' }] }) }
    return { client, release: async () => void leased.push('released') } as unknown as Lease
  }
  const check = async (tier: HealthTier, lastCollection?: string, ms = 0): Promise<PoolHealth | Error> => {
    const found = checkPoolHealth({ crew, dispatcher: { lastCollection }, clock, acquire }, tier)
    const settled = found.catch((error: Error) => error)
    await clock.advance(ms)
    return settled
  }
  return { ...set, check, leased }
}

describe('a check of the whole pool', () => {
  it('asks every idle worker, and judges a busy one by its heartbeat', async () => {
    const { actors, crew, check } = await withWorkers(2)
    const asked: unknown[] = []
    for (const actor of actors.all) {
      actor.check = async (tier, collection) => {
        asked.push([actor.entry.slot, tier, collection])
        return { tier, healthy: true, durationMs: 1 }
      }
    }
    crew.take()
    expect(await check('deep', 'docs')).toEqual({
      tier: 'deep',
      healthy: true,
      durationMs: 0,
      workers: [
        { slot: 0, ...WELL },
        { slot: 1, ...WELL, busy: true, durationMs: 0 },
      ],
      recentFailures: [],
    })
    expect(asked).toEqual([[0, 'deep', 'docs']])
  })

  it('sends nothing where it is fast', async () => {
    const { actors, check } = await withWorkers(1)
    actors.in(0).check = () => Promise.reject(new Error('asked'))
    expect(await check('fast')).toMatchObject({ healthy: true, workers: [{ slot: 0, healthy: true }] })
  })

  it('tells a blocked thread without asking it, and one that does not answer in time', async () => {
    const { actors, clock, check } = await withWorkers(3)
    actors.in(0).check = () => Promise.reject(new Error('asked'))
    actors.in(1).check = () => new Promise(() => {})
    await clock.advance(1_500)
    for (const slot of [1, 2]) actors.in(slot).heartbeat.tick()
    const found = await check('medium', undefined, 2_000)
    expect(found).toMatchObject({ healthy: false, recentFailures: [{ slot: 0 }, { slot: 1 }] })
    expect('workers' in found && found.workers.map(({ reason }) => reason)).toEqual([
      'its thread is blocked: the event loop last turned 1500 ms ago',
      'no answer within 2000 ms',
      undefined,
    ])
  })

  it('tells a slow worker from one that is broken', async () => {
    const { actors, check } = await withWorkers(1)
    actors.in(0).check = async (tier) => ({ tier, healthy: true, durationMs: 51 })
    expect(await check('medium')).toMatchObject({ healthy: true, workers: [{ healthy: true, slow: true }] })
  })

  it('fails where no worker is healthy, and says why', async () => {
    const { actors, crew, check } = await withWorkers(1)
    actors.connect = () => REFUSED
    const actor = crew.take()
    if (actor === undefined) throw new Error('none is open')
    crew.outcome(actor, REFUSED)
    crew.release(actor)
    const found = await check('medium', undefined, 1_000)
    expect(found).toBeInstanceOf(HealthCheckFailedError)
    expect(found).toMatchObject({
      code: 'E017',
      message:
        'No worker passed the medium health check (worker 0: its connection does not open: refused); the last failure: refused',
    })
  })

  it('repairs a worker that says it is unwell, and does nothing to one that says nothing', async () => {
    const { actors, crew, count, check } = await withWorkers(3)
    actors.in(0).check = () => Promise.reject(new Error('The worker has ended'))
    actors.in(1).check = async (tier) => ({ tier, healthy: false, durationMs: 1, reason: 'HTTP 500' })
    const found = await check('medium')
    const workers = [{ reason: 'The worker has ended' }, { reason: 'HTTP 500' }, { healthy: true }]
    expect(found).toMatchObject({ healthy: false, workers })
    expect(actors.all.map(({ attempts }) => attempts.map(({ how }) => how))).toEqual([
      ['open'],
      ['open', 'repair'],
      ['open'],
    ])
    expect([count('health'), crew.regions.pool.totals.unhealthy]).toEqual([3, 2])
  })

  it('waits for a worker whose connection opens', async () => {
    const { actors, clock, crew, check } = await withWorkers(1)
    const opened = Promise.withResolvers<undefined>()
    actors.connect = () => opened.promise
    crew.resize({ size: 2, minSize: 2 })
    await clock.advance(0)
    const found = check('medium', undefined, 500)
    opened.resolve(undefined)
    expect(await found).toMatchObject({ healthy: true, workers: [{ busy: false }, { busy: true, healthy: true }] })
  })

  it('tells of a closed socket where it is fast', async () => {
    const { actors, check } = await withWorkers(2)
    actors.in(1).heartbeat.sockets = 0
    expect(await check('fast')).toMatchObject({ workers: [{ healthy: true }, { reason: 'its connection is closed' }] })
  })

  it("looks at the server's first collection where none was used, and gives back the worker that it asked", async () => {
    const { actors, check, leased } = await withWorkers(1)
    const asked: unknown[] = []
    const { check: finds } = actors.in(0)
    actors.in(0).check = (tier, collection) => {
      asked.push(collection)
      return finds(tier)
    }
    await check('deep')
    expect([asked, leased]).toEqual([['first'], ['acquired', 'released']])
  })
})
