import { describe, expect, it } from 'vitest'
import { settle } from '../../support/manual-clock.ts'
import { setUpMonitor } from '../../support/monitor-set-up.ts'

describe('samples', () => {
  it('are taken every 30 s, each of what happened since the one before', async () => {
    const { monitor, clock, recorder } = setUpMonitor()
    recorder.settled('query', 5, true)
    recorder.settled('scroll', 5, true)
    recorder.acquired(2)
    for (const calls of [1, 3]) recorder.sent(calls)
    await clock.advance(29_999)
    expect(monitor.report().samples).toEqual([])
    await clock.advance(1)
    recorder.settled('query', 50, false)
    recorder.settled('count', 1, true)
    await clock.advance(30_000)
    const [first, second] = monitor.report().samples
    expect(first).toMatchObject({ seconds: 30, calls: 2, errors: 0, waiting: 3, acquire: { count: 1, maxMs: 2 } })
    expect([first?.callsPerRequest, second?.callsPerRequest]).toEqual([2, 0])
    expect(Object.keys(second?.operations ?? {})).toEqual(['query', 'count'])
    expect(second).toMatchObject({ calls: 2, errors: 1, acquire: { count: 0 }, operations: { query: { maxMs: 50 } } })
    expect(monitor.report().activity).toMatchObject({ calls: 4, errors: 1, seconds: 60 })
  })

  it('tell how busy the workers were, of as many as there may be', async () => {
    const { monitor, crew, clock, open } = setUpMonitor({ intervalMs: 1_000 })
    await open(1)
    await clock.advance(400)
    const actor = crew.take()
    await clock.advance(500)
    if (actor !== undefined) crew.release(actor)
    await clock.advance(100)
    expect(monitor.report().samples[0]).toMatchObject({ utilisation: 0.25, size: 1, idle: 1, busy: 0 })
  })

  it('tell how busy the workers were of as many as there could be at the time, when the pool is resized', async () => {
    const { monitor, crew, clock, open } = setUpMonitor({ intervalMs: 1_000 })
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

  it('tell of no more than all, where workers that are too many still end their calls', async () => {
    const { monitor, crew, clock, open } = setUpMonitor({ intervalMs: 1_000 })
    await open(2)
    for (let worker = 0; worker < 2; worker++) crew.take()
    void crew.resize({ size: 1, minSize: 1 })
    await clock.advance(1_000)
    expect(monitor.report().samples[0]).toMatchObject({ utilisation: 1, busy: 2 })
  })

  it('are kept up to the bound that is asked for', async () => {
    const { monitor, clock, recorder } = setUpMonitor({ intervalMs: 100, history: 3 })
    for (let turn = 0; turn < 5; turn++) {
      for (let call = 0; call < turn; call++) recorder.settled('count', 1, true)
      await clock.advance(100)
    }
    expect(monitor.report().samples.map(({ calls }) => calls)).toEqual([2, 3, 4])
  })

  it('end when the pool has closed', async () => {
    const { clock, events, timers } = setUpMonitor({ intervalMs: 100 })
    await clock.advance(250)
    expect(timers()).toBe(1)
    events.tell('close', {})
    await settle()
    expect(timers()).toBe(0)
  })

  it('are not taken where the monitor is off, which still reports what was counted', async () => {
    const { monitor, clock, events, recorder, timers } = setUpMonitor(false)
    expect(timers()).toBe(0)
    recorder.settled('count', 1, true)
    events.tell('worker:opened', { slot: 0, durationMs: 1 })
    await clock.advance(100_000)
    expect(monitor.report()).toMatchObject({ samples: [], events: [], activity: { calls: 1 } })
  })
})

describe('the report', () => {
  it('has the events of workers and of health checks, with their time and cause, as plain data', async () => {
    const { monitor, events } = setUpMonitor()
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

  it('has every event of workers, circuits and leases', async () => {
    const { monitor, events } = setUpMonitor()
    const endpoint = 'http://a'
    events.tell('worker:opened', { slot: 0, durationMs: 1 })
    events.tell('worker:recycled', { slot: 0 })
    events.tell('worker:replaced', { slot: 0, forced: false })
    events.tell('worker:retired', { slot: 0, reason: 'idle', forced: false })
    events.tell('worker:failed', { slot: 0 })
    events.tell('worker:stray-error', { slot: 0 })
    events.tell('circuit:open', { endpoint })
    events.tell('circuit:closed', { endpoint })
    events.tell('degraded', {})
    events.tell('recovered', {})
    events.tell('lease:leaked', { slot: 0, heldMs: 5 })
    await settle()
    expect(monitor.report().events.map(({ name }) => name)).toEqual([
      'worker:opened',
      'worker:recycled',
      'worker:replaced',
      'worker:retired',
      'worker:failed',
      'worker:stray-error',
      'circuit:open',
      'circuit:closed',
      'degraded',
      'recovered',
      'lease:leaked',
    ])
  })

  it('keeps the latest 100 of each, so that many health checks push no other event out', async () => {
    const { monitor, events } = setUpMonitor()
    events.tell('worker:opened', { slot: 0, durationMs: 1 })
    for (let slot = 0; slot < 150; slot++)
      events.tell('health', { slot, tier: 'fast', healthy: true, slow: false, durationMs: 0 })
    await settle()
    const { health, events: others } = monitor.report()
    expect([health.length, health[0]?.slot, health.at(-1)?.slot, others.length]).toEqual([100, 50, 149, 1])
  })

  it('begins anew after a reset, while the pool counts on', async () => {
    const { monitor, clock, events, recorder } = setUpMonitor()
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

  it('has no sample of what was before a reset in the middle of an interval', async () => {
    const { monitor, clock, recorder } = setUpMonitor()
    await clock.advance(10_000)
    recorder.acquireTimedOut()
    monitor.reset()
    await clock.advance(20_000)
    expect(monitor.report().samples).toMatchObject([{ seconds: 20, timeouts: 0 }])
    expect(monitor.report().alerts.raised).toEqual([])
  })
})
