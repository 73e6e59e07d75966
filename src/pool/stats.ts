import type { CircuitPosition } from '../actors/circuit.ts'
import type { Crew } from '../actors/crew.ts'
import type { ActorState } from '../actors/states.ts'
import type { Condition } from '../metrics/heartbeat.ts'
import type { DurationSummary } from '../metrics/histogram.ts'
import type { OperationSummary, Recorder } from '../metrics/recorder.ts'

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
  /** By method of the client; durations are those of attempts on a worker, without the wait for it. */
  readonly operations: Readonly<Record<string, OperationSummary>>
  readonly coalescing: { readonly batches: number; readonly operations: number }
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
  /** Health checks that left a worker unhealthy. */
  readonly healthFailures: number
  readonly retries: number
  /** The circuit breaker of each server, by URL; empty where `breaker` is off. */
  readonly circuit: Readonly<Record<string, CircuitPosition>>
}

export function poolStats(crew: Crew, waiting: number, recorder: Recorder, now: number): PoolStats {
  const { ledger, totals, bounds } = crew
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
    acquire: recorder.acquireSummary(),
    operations: recorder.operationSummaries(),
    coalescing: { batches: recorder.batches, operations: recorder.batched },
    ...totals,
    timeouts: recorder.timeouts,
    healthFailures: crew.health.unhealthy,
    retries: recorder.retries,
    circuit: crew.endpoints.circuits,
  }
}
