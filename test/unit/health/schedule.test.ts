import { expect, it } from 'vitest'
import type { HealthTier } from '../../../src/base/pool-events.ts'
import { HealthSchedule } from '../../../src/health/schedule.ts'
import type { Failure } from '../../../src/protocol/failure.ts'
import type { HealthReport, Reply } from '../../../src/protocol/messages.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const OK: Reply = { ok: true, value: undefined }
const REFUSED: Failure = { kind: 'connection', code: 'CONNECTION_REFUSED', outcome: 'not-sent', message: 'refused' }
const DOWN: Reply = { ok: false, failure: REFUSED }

function setUp(intervalMs: number) {
  const clock = new ManualClock()
  const reports: HealthReport[] = []
  const target = {
    free: true,
    freeWorkers: 2,
    busy: false,
    idleMs: 0,
    checked: [] as HealthTier[],
    reopened: 0,
    results: { fast: OK, medium: OK, deep: OK } as Record<HealthTier, Reply | undefined>,
    reopens: OK as Reply,
    async check(tier: HealthTier) {
      target.checked.push(tier)
      return target.results[tier]
    },
    async reopen() {
      target.reopened++
      return target.reopens
    },
  }
  const schedule = new HealthSchedule(target, intervalMs, (report) => reports.push(report), clock)
  schedule.start()
  return { clock, reports, target, schedule }
}

it('goes from tier to tier at every interval, and reports each', async () => {
  const { clock, reports, target } = setUp(10_000)
  await clock.advance(9_999)
  expect([target.checked, reports]).toEqual([[], []])
  await clock.advance(10_001)
  expect(target.checked).toEqual(['fast', 'medium', 'deep', 'fast', 'medium', 'deep'])
  expect(reports).toEqual(target.checked.map((tier) => ({ tier, healthy: true, durationMs: 0 })))
})

it('goes deep only on a worker that stays free for it', async () => {
  const { clock, target } = setUp(1_000)
  target.check = async (tier) => {
    target.checked.push(tier)
    if (tier === 'medium') target.free = false
    return OK
  }
  await clock.advance(1_000)
  expect(target.checked).toEqual(['fast', 'medium'])
})

it('reports nothing of a tier that had nothing to look at, or that gave way to a call', async () => {
  const { clock, reports, target } = setUp(1_000)
  target.results.deep = undefined
  await clock.advance(1_000)
  expect(reports.map(({ tier }) => tier)).toEqual(['fast', 'medium'])
})

it('never takes the last free worker while the pool is in use, and checks it once it is quiet', async () => {
  const { clock, target } = setUp(1_000)
  target.freeWorkers = 1
  await clock.advance(5_000)
  expect(target.checked).toEqual([])
  target.idleMs = 500
  await clock.advance(1_000)
  expect(target.checked).toEqual(['fast', 'medium', 'deep'])
})

it('keeps an idle socket open without reporting', async () => {
  const { clock, reports, target } = setUp(60_000)
  target.idleMs = 2_000
  await clock.advance(3_000)
  expect([target.checked, reports]).toEqual([['medium', 'medium', 'medium'], []])
})

it('leaves a worker alone that works, or that the main thread does not know as idle', async () => {
  const { clock, target } = setUp(1_000)
  target.busy = true
  await clock.advance(10_000)
  target.busy = false
  target.free = false
  await clock.advance(10_000)
  expect(target.checked).toEqual([])
})

it('reconnects after a failed check, and reports the worker healthy when that helps', async () => {
  const { clock, reports, target } = setUp(1_000)
  target.results.medium = DOWN
  await clock.advance(1_000)
  expect(target.reopened).toBe(1)
  expect(reports.slice(1)).toEqual([
    { tier: 'medium', healthy: true, durationMs: 0, reason: 'reconnected after: refused' },
  ])
})

it('leaves the connection to a call that came in during a failed check', async () => {
  const { clock, target } = setUp(1_000)
  target.check = async () => {
    target.busy = true
    return DOWN
  }
  await clock.advance(1_000)
  expect(target.reopened).toBe(0)
})

it('reports the worker unhealthy when reconnecting fails too', async () => {
  const { clock, reports, target } = setUp(1_000)
  target.results.deep = DOWN
  const failure = { kind: 'server', status: 503, statusText: 'Busy', url: 'u', headers: [], data: {} } as const
  target.reopens = { ok: false, failure }
  await clock.advance(1_000)
  expect(reports.slice(2)).toEqual([{ tier: 'deep', healthy: false, durationMs: 0, reason: 'HTTP 503 Busy' }])
})

it('never overlaps itself when a deep check is slower than its interval', async () => {
  const { clock, target } = setUp(1_000)
  const slow = Promise.withResolvers<Reply>()
  target.check = (tier) => {
    target.checked.push(tier)
    return tier === 'deep' ? slow.promise : Promise.resolve(OK)
  }
  await clock.advance(10_000)
  expect(target.checked).toEqual(['fast', 'medium', 'deep'])
  slow.resolve(OK)
  await clock.advance(1_000)
  expect(target.checked.slice(3)).toEqual(['fast', 'medium', 'deep'])
})

it('stops for good', async () => {
  const { clock, target, schedule } = setUp(1_000)
  const held = Promise.withResolvers<Reply>()
  target.check = () => held.promise
  await clock.advance(1_000)
  schedule.stop()
  held.resolve(OK)
  await clock.advance(10_000)
  expect([target.checked, clock.pending]).toEqual([[], 0])
})
