import { describe, expect, it } from 'vitest'
import { poolIdentity } from '../../../src/base/channels.ts'
import { type PoolOptions, resolveOptions } from '../../../src/base/options.ts'
import { Recorder } from '../../../src/metrics/recorder.ts'
import type { Alert } from '../../../src/monitor/alert.ts'
import { PoolMonitor } from '../../../src/monitor/monitor.ts'
import { EventHub } from '../../../src/pool/event-hub.ts'
import { heardOn } from '../../support/channel-log.ts'
import { setUpCrew } from '../../support/fake-actors.ts'
import { settle } from '../../support/manual-clock.ts'

/** A monitor of a crew of workers without threads, on a clock that stands still. */
function setUp(monitor: PoolOptions['monitor'] = {}) {
  const { crew, clock, open } = setUpCrew({ size: 2, idleTimeoutMs: 10_000_000, recycleAfterMs: 10_000_000 })
  const options = resolveOptions({ name: 'jobs', monitor }, {})
  const identity = poolIdentity('jobs')
  const events = new EventHub(identity)
  const pending = clock.pending
  const watched = new PoolMonitor({ identity, crew, dispatcher: { waiting: 3 }, clock, events }, options.monitor)
  const alerts: Alert[] = []
  watched.on('alert', (alert) => alerts.push(alert))
  const recorder = new Recorder(crew.regions, identity)
  return {
    monitor: watched,
    identity,
    crew,
    clock,
    open,
    events,
    alerts,
    recorder,
    timers: () => clock.pending - pending,
  }
}

describe('samples', () => {
  it('are taken every 30 s, each of what happened since the one before', async () => {
    const { monitor, clock, recorder } = setUp()
    recorder.settled('query', 5, true)
    recorder.acquired(2)
    await clock.advance(29_999)
    expect(monitor.report().samples).toEqual([])
    await clock.advance(1)
    recorder.settled('query', 50, false)
    recorder.settled('count', 1, true)
    await clock.advance(30_000)
    const [first, second] = monitor.report().samples
    expect(first).toMatchObject({ seconds: 30, calls: 1, errors: 0, waiting: 3, acquire: { count: 1, maxMs: 2 } })
    expect(second).toMatchObject({ calls: 2, errors: 1, acquire: { count: 0 }, operations: { query: { maxMs: 50 } } })
    expect(monitor.report().activity).toMatchObject({ calls: 3, errors: 1, seconds: 60 })
  })

  it('tell how busy the workers were, of as many as there may be', async () => {
    const { monitor, crew, clock, open } = setUp({ intervalMs: 1_000 })
    await open(1)
    await clock.advance(400)
    const actor = crew.take()
    await clock.advance(500)
    if (actor !== undefined) crew.release(actor)
    await clock.advance(100)
    expect(monitor.report().samples[0]).toMatchObject({ utilisation: 0.25, size: 1, idle: 1, busy: 0 })
  })

  it('tell how busy the workers were of as many as there could be at the time, when the pool is resized', async () => {
    const { monitor, crew, clock, open } = setUp({ intervalMs: 1_000 })
    await open(1)
    crew.take()
    await clock.advance(500)
    void crew.resize({ size: 4, minSize: 1 })
    await clock.advance(500)
    expect(monitor.report().samples[0]?.utilisation).toBe(1 / 3)
    void crew.resize({ size: 1, minSize: 1 })
    await clock.advance(1_000)
    expect(monitor.report().samples[1]?.utilisation).toBe(1)
    expect(monitor.report().activity.utilisation).toBe(2 / 4)
  })

  it('are kept up to the bound that is asked for', async () => {
    const { monitor, clock, recorder } = setUp({ intervalMs: 100, history: 3 })
    for (let turn = 0; turn < 5; turn++) {
      for (let call = 0; call < turn; call++) recorder.settled('count', 1, true)
      await clock.advance(100)
    }
    expect(monitor.report().samples.map(({ calls }) => calls)).toEqual([2, 3, 4])
  })

  it('end when the pool has closed', async () => {
    const { clock, events, timers } = setUp({ intervalMs: 100 })
    await clock.advance(250)
    expect(timers()).toBe(1)
    events.tell('close', {})
    await settle()
    expect(timers()).toBe(0)
  })

  it('are not taken where the monitor is off, which still reports what was counted', async () => {
    const { monitor, clock, events, recorder, timers } = setUp(false)
    expect(timers()).toBe(0)
    recorder.settled('count', 1, true)
    events.tell('worker:opened', { slot: 0, durationMs: 1 })
    await clock.advance(100_000)
    expect(monitor.report()).toMatchObject({ samples: [], events: [], activity: { calls: 1 } })
  })
})

describe('the report', () => {
  it('has the events of workers and of health checks, with their time and cause, as plain data', async () => {
    const { monitor, events } = setUp()
    const before = Date.now()
    events.tell('worker:replaced', { slot: 1, cause: new Error('exit code 1'), forced: false })
    events.tell('health', {
      slot: 0,
      cause: new Error('HTTP 500'),
      tier: 'deep',
      healthy: false,
      slow: true,
      durationMs: 9,
    })
    await settle()
    const report = monitor.report()
    expect(report.events).toEqual([
      { name: 'worker:replaced', slot: 1, time: expect.any(Number), cause: 'exit code 1', forced: false },
    ])
    expect(report.health).toMatchObject([{ slot: 0, cause: 'HTTP 500', tier: 'deep', healthy: false, slow: true }])
    expect(report.events[0]?.time).toBeGreaterThanOrEqual(before)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })

  it('keeps the latest 100 of each, so that many health checks push no other event out', async () => {
    const { monitor, events } = setUp()
    events.tell('worker:opened', { slot: 0, durationMs: 1 })
    for (let slot = 0; slot < 150; slot++)
      events.tell('health', { slot, tier: 'fast', healthy: true, slow: false, durationMs: 0 })
    await settle()
    const { health, events: others } = monitor.report()
    expect([health.length, health[0]?.slot, health.at(-1)?.slot, others.length]).toEqual([100, 50, 149, 1])
  })

  it('begins anew after a reset, while the pool counts on', async () => {
    const { monitor, clock, events, recorder } = setUp()
    recorder.settled('count', 1, true)
    events.tell('worker:opened', { slot: 0, durationMs: 1 })
    await clock.advance(30_000)
    monitor.reset()
    recorder.settled('count', 1, false)
    await clock.advance(10_000)
    const { samples, events: noted, activity, stats } = monitor.report()
    expect([samples, noted]).toEqual([[], []])
    expect([activity.calls, activity.errors, activity.seconds, stats.operations.count?.count]).toEqual([1, 1, 10, 2])
  })
})

describe('alerts', () => {
  it('are told when they are raised and cleared, and kept', async () => {
    const { monitor, clock, alerts, recorder } = setUp()
    recorder.acquireTimedOut()
    await clock.advance(30_000)
    expect(monitor.report().alerts.raised).toMatchObject([{ name: 'acquire-timeouts', value: 1 }])
    await clock.advance(60_000)
    expect(alerts.map(({ name, state }) => [name, state])).toEqual([
      ['acquire-timeouts', 'raised'],
      ['acquire-timeouts', 'cleared'],
    ])
    expect(monitor.report().alerts).toEqual({ raised: [], recent: alerts })
  })

  it('about health come with the check that failed, not with the next sample', async () => {
    const { crew, events, alerts } = setUp()
    crew.health.add(0, { tier: 'medium', healthy: false, durationMs: 1, reason: 'HTTP 500' })
    events.tell('health', { slot: 0, tier: 'medium', healthy: false, slow: false, durationMs: 1 })
    await settle()
    expect(alerts).toMatchObject([
      { name: 'health', state: 'raised', message: '1 health check left a worker unhealthy' },
    ])
  })

  it('follow the thresholds that are given', async () => {
    const { clock, alerts, recorder } = setUp({ thresholds: { acquireTimeouts: 2, acquireP95Ms: 5 } })
    for (let turn = 0; turn < 2; turn++) recorder.acquireTimedOut()
    for (let turn = 0; turn < 30; turn++) recorder.acquired(6)
    await clock.advance(30_000)
    expect(alerts.map(({ name, threshold }) => [name, threshold])).toEqual([['acquire-p95', 5]])
  })

  it('are not told to whom has left', async () => {
    const { monitor, clock, recorder } = setUp()
    const told: string[] = []
    const listener = ({ name }: Alert) => told.push(name)
    monitor.on('alert', listener).off('alert', listener)
    recorder.acquireTimedOut()
    await clock.advance(30_000)
    expect(told).toEqual([])
  })

  it('are published to node:diagnostics_channel', async () => {
    const published = heardOn('alert')
    const { clock, identity, alerts, recorder } = setUp()
    recorder.acquireTimedOut()
    await clock.advance(30_000)
    expect(published).toEqual([{ ...identity, alert: alerts[0] }])
  })
})
