import { expect, it } from 'vitest'
import { type HealthReport, HealthSchedule, type ProbeResult } from '../../../src/health/schedule.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const OK: ProbeResult = { ok: true }
const DOWN: ProbeResult = { ok: false, failure: { kind: 'connection', message: 'refused' } }

function setUp(intervalMs: number) {
  const clock = new ManualClock()
  const reports: HealthReport[] = []
  const target = {
    busy: false,
    idleMs: 0,
    probes: 0,
    reopened: 0,
    result: OK,
    reopens: OK,
    async probe() {
      target.probes++
      return target.result
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

it('checks at every interval and reports', async () => {
  const { clock, reports, target } = setUp(10_000)
  await clock.advance(9_999)
  expect([target.probes, reports.length]).toEqual([0, 0])
  await clock.advance(20_001)
  expect(target.probes).toBe(3)
  expect(reports).toEqual(Array(3).fill({ healthy: true, durationMs: 0 }))
})

it('keeps an idle socket open without reporting', async () => {
  const { clock, reports, target } = setUp(60_000)
  target.idleMs = 2_000
  await clock.advance(3_000)
  expect([target.probes, reports.length]).toEqual([3, 0])
})

it('leaves a busy worker alone', async () => {
  const { clock, target } = setUp(1_000)
  target.busy = true
  await clock.advance(10_000)
  expect(target.probes).toBe(0)
})

it('reconnects after a failed check, and reports the worker healthy when that helps', async () => {
  const { clock, reports, target } = setUp(1_000)
  target.result = DOWN
  await clock.advance(1_000)
  expect(target.reopened).toBe(1)
  expect(reports).toEqual([{ healthy: true, durationMs: 0, reason: 'reconnected after: refused' }])
})

it('leaves the connection to a call that came in during a failed check', async () => {
  const { clock, target } = setUp(1_000)
  target.probe = async () => {
    target.busy = true
    return DOWN
  }
  await clock.advance(1_000)
  expect(target.reopened).toBe(0)
})

it('reports the worker unhealthy when reconnecting fails too', async () => {
  const { clock, reports, target } = setUp(1_000)
  target.result = DOWN
  target.reopens = { ok: false, failure: { kind: 'server' } }
  await clock.advance(1_000)
  expect(reports).toEqual([{ healthy: false, durationMs: 0, reason: 'an answer of kind server' }])
})

it('never overlaps itself when a check is slower than its interval', async () => {
  const { clock, target } = setUp(1_000)
  const slow = Promise.withResolvers<ProbeResult>()
  target.probe = () => {
    target.probes++
    return slow.promise
  }
  await clock.advance(10_000)
  expect(target.probes).toBe(1)
  slow.resolve(OK)
  await clock.advance(1_000)
  expect(target.probes).toBe(2)
})

it('stops for good', async () => {
  const { clock, target, schedule } = setUp(1_000)
  const held = Promise.withResolvers<ProbeResult>()
  target.probe = () => held.promise
  await clock.advance(1_000)
  schedule.stop()
  held.resolve(OK)
  await clock.advance(10_000)
  expect([target.probes, clock.pending]).toEqual([0, 0])
})
