import type { DurationSummary } from '../../src/metrics/distribution.ts'
import { measureClosed } from '../load/measurement.ts'
import { openLoop } from '../load/open-loop.ts'
import { steady } from '../load/schedule.ts'
import { Tally } from '../load/tally.ts'
import { callOf } from '../workload/calls.ts'
import { poolClient } from '../workload/pool-client.ts'
import type { Setting } from './peer.ts'
import { openPool } from './pool-peer.ts'

const CALLERS = 50

export interface AcquireResult {
  readonly size: number
  /** Retrieves a second of 50 callers in a closed loop. */
  readonly mostPerSecond: number
  /** At half of that. */
  readonly paced: { readonly issued: number; readonly failed: number; readonly perSecond: number }
  /** Waits for a worker in the paced part. */
  readonly acquire: DurationSummary
}

/** How long retrieves wait for a worker at half of the load that a pool can carry. */
export async function measureAcquire(
  setting: Setting,
  size: number,
  collection: string,
  durationMs: number,
): Promise<AcquireResult> {
  const { opsPerSecond } = await withRetrieve(setting, size, collection, ({ retrieve }) =>
    measureClosed(retrieve, CALLERS, durationMs, setting.signal),
  )
  setting.signal.throwIfAborted()
  // Another pool, whose figures hold nothing of the first part; that its threads are new to the work is in them.
  return withRetrieve(setting, size, collection, async ({ retrieve, acquired }) => {
    const tally = new Tally()
    const schedule = steady(opsPerSecond / 2, { durationMs: 2 * durationMs })
    const elapsedMs = await openLoop(retrieve, schedule, tally, { signal: setting.signal })
    const issued = tally.lateness.count
    const paced = { issued, failed: tally.failures, perSecond: (issued * 1000) / elapsedMs }
    return { size, mostPerSecond: opsPerSecond, paced, acquire: acquired() }
  })
}

interface Retrieving {
  readonly retrieve: (turn: number) => Promise<unknown>
  readonly acquired: () => DurationSummary
}

async function withRetrieve<T>(
  setting: Setting,
  size: number,
  collection: string,
  work: (pool: Retrieving) => Promise<T>,
): Promise<T> {
  const pool = await openPool(setting, { size })
  try {
    const retrieve = callOf(poolClient(pool), { operation: 'retrieve', collection }, setting.data)
    return await work({ retrieve, acquired: () => pool.stats().acquire })
  } finally {
    await pool.close()
  }
}
