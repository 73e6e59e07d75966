import { poolIdentity } from '../../src/base/channels.ts'
import { type PoolOptions, resolveOptions } from '../../src/base/options.ts'
import { Recorder } from '../../src/metrics/recorder.ts'
import type { Alert } from '../../src/monitor/alert.ts'
import { PoolMonitor } from '../../src/monitor/monitor.ts'
import { EventHub } from '../../src/pool/event-hub.ts'
import { setUpCrew } from './fake-actors.ts'

/** A monitor of a crew of workers without threads, on a clock that stands still. */
export function setUpMonitor(monitor: PoolOptions['monitor'] = {}) {
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
