import type { DurationSummary } from '../metrics/distribution.ts'
import { between, type Snapshot } from '../metrics/snapshot.ts'
import { type OperationStats, operationStats } from './stats.ts'

/** A pool at one moment: what it has counted so far, how long its workers have been busy, and how long they could have been. */
export interface Moment {
  /** Monotonic, in ms. */
  readonly at: number
  readonly snapshot: Snapshot
  readonly busyMs: number
  /** Time of as many workers as there might be, whatever `resize` made of that. */
  readonly capacityMs: number
}

/** What a pool did in a span of time. */
export interface Activity {
  readonly seconds: number
  /** Share of the time that workers were busy, of the most that there may be: 1 where `size` of them always were. */
  readonly utilisation: number
  /** Calls that settled. */
  readonly calls: number
  readonly callsPerSecond: number
  /** Calls that failed. */
  readonly errors: number
  /** Acquire timeouts and passed deadlines. */
  readonly timeouts: number
  readonly acquireTimeouts: number
  readonly retries: number
  readonly created: number
  readonly recycled: number
  readonly replaced: number
  /** Attempts to open a connection that failed. */
  readonly failed: number
  readonly healthFailures: number
  readonly acquire: DurationSummary
  readonly operations: Readonly<Record<string, OperationStats>>
  readonly requests: DurationSummary
  readonly embedding: DurationSummary & { readonly texts: number }
  /** Calls a request; 0 where none was sent. */
  readonly callsPerRequest: number
}

export function activityBetween(earlier: Moment, later: Moment): Activity {
  const { totals, operations, acquire, requests, embedding, texts, batches } = between(earlier.snapshot, later.snapshot)
  const { created, recycled, replaced, failed, timeouts, acquireTimeouts, unhealthy, retries } = totals
  const spanMs = later.at - earlier.at
  const capacityMs = later.capacityMs - earlier.capacityMs
  const seen = [...operations].filter(([, { durations }]) => durations.count > 0)
  const calls = seen.reduce((sum, [, { durations }]) => sum + durations.count, 0)
  return {
    seconds: spanMs / 1000,
    // More than all where workers that are too many since a `resize` still end their calls.
    utilisation: capacityMs === 0 ? 0 : Math.min(1, (later.busyMs - earlier.busyMs) / capacityMs),
    calls,
    callsPerSecond: spanMs === 0 ? 0 : (calls * 1000) / spanMs,
    errors: seen.reduce((sum, [, { errors }]) => sum + errors, 0),
    timeouts,
    acquireTimeouts,
    retries,
    created,
    recycled,
    replaced,
    failed,
    healthFailures: unhealthy,
    acquire: acquire.summary(),
    operations: operationStats(seen),
    requests: requests.summary(),
    embedding: { ...embedding.summary(), texts },
    callsPerRequest: batches.average,
  }
}
