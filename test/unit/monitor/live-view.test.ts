import { describe, expect, it } from 'vitest'
import { poolIdentity } from '../../../src/base/channels.ts'
import { resolveOptions } from '../../../src/base/options.ts'
import { Recorder } from '../../../src/metrics/recorder.ts'
import { activityBetween } from '../../../src/monitor/activity.ts'
import { liveView } from '../../../src/monitor/live-view.ts'
import { PoolMonitor } from '../../../src/monitor/monitor.ts'
import { takeMoment } from '../../../src/monitor/reading.ts'
import { EventHub } from '../../../src/pool/event-hub.ts'
import { setUpCrew } from '../../support/fake-actors.ts'
import { settle } from '../../support/manual-clock.ts'

describe('the view of a pool', () => {
  it('has the alerts that are raised, not those that are over, and the latest ten events', async () => {
    const { crew, clock } = setUpCrew({ recycleAfterMs: 10_000_000 })
    const identity = poolIdentity('jobs')
    const events = new EventHub(identity)
    const observed = { identity, crew, dispatcher: { waiting: 0 }, clock, events }
    const monitor = new PoolMonitor(observed, resolveOptions({}, {}).monitor)
    const recorder = new Recorder(crew.regions, identity)
    recorder.acquireTimedOut()
    await clock.advance(90_000)
    for (let call = 0; call < 20; call++) recorder.acquired(500)
    await clock.advance(30_000)
    for (let slot = 0; slot < 12; slot++) events.tell('worker:opened', { slot, durationMs: 1 })
    await settle()
    expect(monitor.report().alerts.recent).toHaveLength(3)
    const now = takeMoment(observed)
    const view = liveView(monitor.report(), { upMs: 7, servers: ['http://a'] }, activityBetween(now, now))
    expect(view).toMatchObject({ version: 1, pool: 'jobs', pid: process.pid, upMs: 7, servers: ['http://a'] })
    expect(view.alerts.map(({ name }) => name)).toEqual(['acquire-p95'])
    expect(view.events.map(({ slot }) => slot)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })
})
