import type { HealthTier } from '../base/pool-events.ts'
import { Distribution } from './distribution.ts'
import { DURATION, Measure } from './measure.ts'
import type { PoolTotals } from './pool-region.ts'
import type { Regions } from './regions.ts'
import type { SlotRegion } from './slot-region.ts'

export interface OperationSnapshot {
  readonly durations: Distribution
  readonly errors: number
}

/** Everything that a pool has counted, at one moment, over all workers that there were. */
export interface Snapshot {
  readonly totals: Readonly<PoolTotals>
  /** Waits for a worker, in ms. */
  readonly acquire: Distribution
  /** Calls a request. */
  readonly batches: Distribution
  /** From issue to settlement, in ms, by operation. */
  readonly operations: ReadonlyMap<string, OperationSnapshot>
  /** Requests of workers to the server, answered or not, in ms. */
  readonly requests: Distribution
  /** Runs of the embedder, in ms. */
  readonly embedding: Distribution
  readonly texts: number
  /** Health checks that workers made, in ms. */
  readonly checks: Readonly<Record<HealthTier, Distribution>>
}

const NO_DURATIONS = Distribution.empty(DURATION)

export function takeSnapshot({ pool, slots, operations }: Regions): Snapshot {
  const regions = [...slots.values()]
  const durations = (of: (region: SlotRegion) => Measure) => Measure.readAll(regions.map(of), DURATION)
  return {
    totals: { ...pool.totals },
    acquire: pool.acquire.read(),
    batches: pool.batches.read(),
    operations: new Map(
      [...operations].map(([name, { durations, errors }]) => [name, { durations: durations.read(), errors }]),
    ),
    requests: durations(({ requests }) => requests),
    embedding: durations(({ embedding }) => embedding),
    texts: regions.reduce((total, { texts }) => total + texts, 0),
    checks: {
      fast: durations(({ checks }) => checks.fast),
      medium: durations(({ checks }) => checks.medium),
      deep: durations(({ checks }) => checks.deep),
    },
  }
}

/** What was counted between two snapshots of one pool. */
export function between(earlier: Snapshot, later: Snapshot): Snapshot {
  const checks = (tier: HealthTier) => later.checks[tier].since(earlier.checks[tier])
  return {
    totals: difference(later.totals, earlier.totals),
    acquire: later.acquire.since(earlier.acquire),
    batches: later.batches.since(earlier.batches),
    operations: new Map(
      [...later.operations].map(([name, { durations, errors }]) => {
        const before = earlier.operations.get(name)
        return [
          name,
          { durations: durations.since(before?.durations ?? NO_DURATIONS), errors: errors - (before?.errors ?? 0) },
        ]
      }),
    ),
    requests: later.requests.since(earlier.requests),
    embedding: later.embedding.since(earlier.embedding),
    texts: later.texts - earlier.texts,
    checks: { fast: checks('fast'), medium: checks('medium'), deep: checks('deep') },
  }
}

function difference(later: Readonly<PoolTotals>, earlier: Readonly<PoolTotals>): PoolTotals {
  const names = Object.keys(later) as (keyof PoolTotals)[]
  return Object.fromEntries(names.map((name) => [name, later[name] - earlier[name]])) as PoolTotals
}
