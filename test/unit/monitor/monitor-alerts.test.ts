import { describe, expect, it } from 'vitest'
import type { Alert } from '../../../src/monitor/alert.ts'
import { heardOn } from '../../support/channel-log.ts'
import { REFUSED } from '../../support/fake-actors.ts'
import { settle } from '../../support/manual-clock.ts'
import { setUpMonitor } from '../../support/monitor-set-up.ts'

describe('alerts', () => {
  it('are told when they are raised and cleared, and kept', async () => {
    const { monitor, clock, alerts, recorder } = setUpMonitor()
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
    const { crew, events, alerts } = setUpMonitor()
    crew.health.add(0, { tier: 'medium', healthy: false, durationMs: 1, reason: 'HTTP 500' })
    events.tell('health', { slot: 0, tier: 'medium', healthy: false, slow: false, durationMs: 1 })
    await settle()
    expect(alerts).toMatchObject([
      { name: 'health', state: 'raised', message: '1 health check left a worker unhealthy' },
    ])
  })

  it('about a circuit come when it opens, and stay for as long as it is half open', async () => {
    const { monitor, crew, clock, events, alerts } = setUpMonitor()
    const endpoint = crew.endpoints.of(0)
    for (let failures = 0; failures < 10; failures++) {
      endpoint.count(REFUSED)
      await settle()
    }
    events.tell('circuit:open', { endpoint: endpoint.url })
    await settle()
    expect(alerts).toMatchObject([{ name: 'circuit', state: 'raised', value: 1 }])
    const trial = Promise.withResolvers<undefined>()
    const closing = endpoint.try(() => trial.promise)
    await clock.advance(90_000)
    expect(crew.endpoints.circuits).toEqual({ [endpoint.url]: 'half-open' })
    expect(monitor.report().alerts.raised).toMatchObject([{ name: 'circuit' }])
    trial.resolve(undefined)
    await closing
    await clock.advance(60_000)
    expect(monitor.report().alerts.raised).toEqual([])
  })

  it('follow the thresholds that are given', async () => {
    const { clock, alerts, recorder } = setUpMonitor({ thresholds: { acquireTimeouts: 2, acquireP95Ms: 5 } })
    for (let turn = 0; turn < 2; turn++) recorder.acquireTimedOut()
    for (let turn = 0; turn < 30; turn++) recorder.acquired(6)
    await clock.advance(30_000)
    expect(alerts.map(({ name, threshold }) => [name, threshold])).toEqual([['acquire-p95', 5]])
  })

  it('are not told to whom has left', async () => {
    const { monitor, clock, recorder } = setUpMonitor()
    const told: string[] = []
    const listener = ({ name }: Alert) => told.push(name)
    monitor.on('alert', listener).off('alert', listener)
    recorder.acquireTimedOut()
    await clock.advance(30_000)
    expect(told).toEqual([])
  })

  it('are not told to whom leaves in the turn in which they are raised', async () => {
    const { monitor, clock, recorder } = setUpMonitor()
    const told: string[] = []
    const second = ({ name }: Alert) => told.push(`second: ${name}`)
    monitor.on('alert', ({ name }) => {
      told.push(`first: ${name}`)
      monitor.off('alert', second)
    })
    monitor.on('alert', second)
    recorder.acquireTimedOut()
    await clock.advance(30_000)
    expect(told).toEqual(['first: acquire-timeouts'])
  })

  it('are published to node:diagnostics_channel', async () => {
    const published = heardOn('alert')
    const { clock, identity, alerts, recorder } = setUpMonitor()
    recorder.acquireTimedOut()
    await clock.advance(30_000)
    expect(published).toEqual([{ ...identity, alert: alerts[0] }])
  })
})
