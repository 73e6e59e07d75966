import { HEARTBEAT_BYTES } from './heartbeat.ts'
import { MEASURE_BYTES } from './measure.ts'

/**
 * The shared memory of a pool, where each part has one writer and any number of readers:
 *
 *      one region a slot, written by its worker (and one flag of the heartbeat by the main thread); it outlives the
 *      worker, so that the next in the slot counts on
 *      ┌───────────┬──────────┬──────────┬───────────┬──────┬────────┬──────┐
 *      │ heartbeat │ counters │ requests │ embedding │ fast │ medium │ deep │
 *      │ 64 bytes  │ Float64s │ measure  │  measure  │   measures of checks │
 *      └───────────┴──────────┴──────────┴───────────┴──────┴────────┴──────┘
 *
 *      one region of the pool, written by the main thread
 *      ┌──────────┬─────────┬─────────┐      and one an operation, made when it is first used
 *      │ counters │ acquire │ batches │      ┌──────────┬───────────┐
 *      │ Float64s │ measure │ measure │      │ counters │ durations │
 *      └──────────┴─────────┴─────────┘      └──────────┴───────────┘
 *
 * What a measure is made of is drawn in measure.ts, the heartbeat in heartbeat.ts.
 */
export const SLOT_COUNTERS = ['texts'] as const
export const SLOT_MEASURES = ['requests', 'embedding', 'fast', 'medium', 'deep'] as const
export const POOL_COUNTERS = [
  'created',
  'recycled',
  'replaced',
  'failed',
  'unhealthy',
  'retries',
  'timeouts',
  'acquireTimeouts',
] as const
export const POOL_MEASURES = ['acquire', 'batches'] as const
export const OPERATION_COUNTERS = ['errors'] as const
export const OPERATION_MEASURES = ['durations'] as const

/** Where the named parts of a region lie, in bytes. */
export interface Layout {
  readonly countersAt: number
  readonly measuresAt: number
  readonly bytes: number
}

export const SLOT = layout(HEARTBEAT_BYTES, SLOT_COUNTERS, SLOT_MEASURES)
export const POOL = layout(0, POOL_COUNTERS, POOL_MEASURES)
export const OPERATION = layout(0, OPERATION_COUNTERS, OPERATION_MEASURES)

function layout(countersAt: number, counters: readonly string[], measures: readonly string[]): Layout {
  const measuresAt = countersAt + counters.length * Float64Array.BYTES_PER_ELEMENT
  return { countersAt, measuresAt, bytes: measuresAt + measures.length * MEASURE_BYTES }
}
