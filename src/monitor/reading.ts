import type { Crew } from '../actors/crew.ts'
import type { PoolIdentity } from '../base/channels.ts'
import type { Clock } from '../base/clock.ts'
import type { Dispatcher } from '../dispatch/dispatcher.ts'
import { type Snapshot, takeSnapshot } from '../metrics/snapshot.ts'
import type { Moment } from './activity.ts'
import { type PoolStats, poolStats } from './stats.ts'

/** What is read of a pool. */
export interface Observed {
  readonly identity: PoolIdentity
  readonly crew: Crew
  readonly dispatcher: Pick<Dispatcher, 'waiting'>
  readonly clock: Clock
}

/** A pool at one moment: `stats` are made of the same `snapshot`. */
export interface PoolReading extends PoolIdentity {
  readonly stats: PoolStats
  readonly snapshot: Snapshot
}

export function takeReading({ identity, crew, dispatcher, clock }: Observed): PoolReading {
  const snapshot = takeSnapshot(crew.regions)
  return { ...identity, stats: poolStats(crew, dispatcher.waiting, snapshot, clock.now()), snapshot }
}

/** `snapshot`: where one has just been taken. */
export function takeMoment({ crew, clock }: Observed, snapshot = takeSnapshot(crew.regions)): Moment {
  const { ledger, capacity } = crew
  return { at: clock.now(), snapshot, busyMs: ledger.busyMs, capacityMs: capacity.totalMs }
}
