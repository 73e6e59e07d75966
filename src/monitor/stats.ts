import type { CircuitPosition } from '../actors/circuit.ts'
import type { Crew } from '../actors/crew.ts'
import type { ActorState } from '../actors/states.ts'
import type { HealthTier } from '../base/pool-events.ts'
import type { DurationSummary } from '../metrics/distribution.ts'
import type { Condition } from '../metrics/heartbeat.ts'
import type { OperationSnapshot, Snapshot } from '../metrics/snapshot.ts'

export interface WorkerStats {
  readonly slot: number
  readonly state: ActorState | 'leased'
  /** What its thread does, by its heartbeat: it computes, waits for the server, is blocked, or does nothing. */
  readonly condition: Condition
  /** Since its thread was started. */
  readonly ageMs: number
  /** Calls it has answered. */
  readonly operations: number
}

export interface OperationStats extends DurationSummary {
  readonly errors: number
}

/** What the pool is and has done, at one moment. Durations in ms; idle + busy + opening + dying = size. */
export interface PoolStats {
  /** Slots in use now; `maxSize` is the option `size`. */
  readonly size: number
  readonly minSize: number
  readonly maxSize: number
  readonly workers: readonly WorkerStats[]
  readonly idle: number
  readonly busy: number
  readonly opening: number
  readonly dying: number
  /** Calls and leases that wait for a worker. */
  readonly waiting: number
  /** Waits for a worker. */
  readonly acquire: DurationSummary
  /** Settled calls by method of the client: each once, from its issue to its answer or error, whatever was tried for it. */
  readonly operations: Readonly<Record<string, OperationStats>>
  /** Requests of workers to the server, answered or not, however many calls each carries. */
  readonly requests: DurationSummary
  /** Runs of the embedder, and the texts that it embedded. */
  readonly embedding: DurationSummary & { readonly texts: number }
  /** Health checks that workers made. */
  readonly health: Readonly<Record<HealthTier, DurationSummary>>
  /** Requests that went to workers, the calls that they carried, and how many calls a request. */
  readonly coalescing: {
    readonly batches: number
    readonly operations: number
    readonly p50: number
    readonly p95: number
    readonly max: number
  }
  /** Time that workers have been busy, in ms; two for one second each come to 2,000. */
  readonly busyMs: number
  /** Workers whose first connection opened. */
  readonly created: number
  /** Connections opened anew for their age. */
  readonly recycled: number
  /** Workers whose thread ended unasked or was killed because it hung. */
  readonly replaced: number
  /** Attempts to open a connection that failed. */
  readonly failed: number
  /** Acquire timeouts and passed deadlines. */
  readonly timeouts: number
  /** Those of them that were acquire timeouts. */
  readonly acquireTimeouts: number
  /** Health checks that left a worker unhealthy. */
  readonly healthFailures: number
  readonly retries: number
  /** The circuit breaker of each server, by URL; empty where `breaker` is off. */
  readonly circuit: Readonly<Record<string, CircuitPosition>>
}

export function poolStats(crew: Crew, waiting: number, snapshot: Snapshot, now: number): PoolStats {
  const { ledger, bounds } = crew
  const { totals, batches, embedding, checks } = snapshot
  const { created, recycled, replaced, failed, timeouts, acquireTimeouts, unhealthy, retries } = totals
  return {
    size: ledger.size,
    minSize: bounds.minSize,
    maxSize: bounds.size,
    workers: crew.actors.map((actor) => ({
      slot: actor.entry.slot,
      state: actor.leased && actor.entry.state === 'busy' ? 'leased' : actor.entry.state,
      condition: actor.heartbeat.condition,
      ageMs: now - actor.bornAt,
      operations: actor.operations,
    })),
    idle: ledger.count('idle'),
    busy: ledger.count('busy'),
    opening: ledger.count('opening'),
    dying: ledger.count('dying'),
    waiting,
    acquire: snapshot.acquire.summary(),
    operations: operationStats(snapshot.operations),
    requests: snapshot.requests.summary(),
    embedding: { ...embedding.summary(), texts: snapshot.texts },
    health: { fast: checks.fast.summary(), medium: checks.medium.summary(), deep: checks.deep.summary() },
    coalescing: {
      batches: batches.count,
      operations: batches.sum,
      p50: batches.percentile(50),
      p95: batches.percentile(95),
      max: batches.max,
    },
    busyMs: ledger.busyMs,
    created,
    recycled,
    replaced,
    failed,
    timeouts,
    acquireTimeouts,
    healthFailures: unhealthy,
    retries,
    circuit: crew.endpoints.circuits,
  }
}

export function operationStats(operations: Iterable<[string, OperationSnapshot]>): PoolStats['operations'] {
  return Object.fromEntries(
    [...operations].map(([name, { durations, errors }]) => [name, { ...durations.summary(), errors }]),
  )
}
