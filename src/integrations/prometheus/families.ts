import type { Distribution } from '../../metrics/distribution.ts'
import type { PoolReading } from '../../monitor/reading.ts'

export type Labels = Readonly<Record<string, string>>

type Read<Value> = (reading: PoolReading) => readonly (readonly [Labels, Value])[]

/** Metrics of one name, as they are made of a reading. */
export type Family = { readonly name: string; readonly help: string } & (
  | { readonly type: 'gauge' | 'counter'; readonly read: Read<number> }
  | {
      readonly type: 'histogram'
      readonly read: Read<Distribution>
      /** Upper bounds of the buckets, in the unit of the distribution. */
      readonly bounds: readonly number[]
      /** Such units in one of the metric's: 1000 where it is seconds and the distribution's is ms. */
      readonly units: number
    }
)

const DURATION_BOUNDS_MS = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000]
/** Up to the default of `coalesce.maxBatch`. */
const BATCH_BOUNDS = [1, 2, 4, 8, 16, 32, 64, 128]
const WORKER_STATES = ['idle', 'busy', 'opening', 'dying'] as const
const CIRCUIT_POSITIONS = ['closed', 'open', 'half-open'] as const

const one = (value: number) => [[{}, value]] as const

const gauge = (name: string, help: string, read: Read<number>): Family => ({ name, help, type: 'gauge', read })

const counter = (name: string, help: string, read: Read<number>): Family => ({ name, help, type: 'counter', read })

const total = (name: string, help: string, of: keyof PoolReading['snapshot']['totals']): Family =>
  counter(name, help, ({ snapshot }) => one(snapshot.totals[of]))

const seconds = (name: string, help: string, read: Read<Distribution>): Family => ({
  name,
  help,
  type: 'histogram',
  bounds: DURATION_BOUNDS_MS,
  units: 1_000,
  read,
})

/** Every label here has few values: an operation is a method of the client, an endpoint a URL of the pool's options. */
export const FAMILIES: readonly Family[] = [
  gauge('qdrant_pool_workers', 'Workers by state', ({ stats }) =>
    WORKER_STATES.map((state) => [{ state }, stats[state]]),
  ),
  gauge('qdrant_pool_workers_max', 'Most workers that there may be', ({ stats }) => one(stats.maxSize)),
  gauge('qdrant_pool_workers_min', 'Workers that stay open when idle', ({ stats }) => one(stats.minSize)),
  gauge('qdrant_pool_waiting', 'Calls and leases that wait for a worker', ({ stats }) => one(stats.waiting)),
  counter('qdrant_pool_operations_total', 'Settled calls by method of the client and outcome', ({ snapshot }) =>
    [...snapshot.operations].flatMap(([operation, { durations, errors }]) => [
      [{ operation, outcome: 'ok' }, durations.count - errors] as const,
      [{ operation, outcome: 'error' }, errors] as const,
    ]),
  ),
  seconds('qdrant_pool_operation_duration_seconds', 'Calls from issue to settlement', ({ snapshot }) =>
    [...snapshot.operations].map(([operation, { durations }]) => [{ operation }, durations]),
  ),
  seconds('qdrant_pool_acquire_duration_seconds', 'Waits for a worker', ({ snapshot }) => [[{}, snapshot.acquire]]),
  seconds(
    'qdrant_pool_request_duration_seconds',
    'Requests to the server, answered or not, however many calls each carries',
    ({ snapshot }) => [[{}, snapshot.requests]],
  ),
  seconds('qdrant_pool_embedding_duration_seconds', 'Runs of the embedder', ({ snapshot }) => [
    [{}, snapshot.embedding],
  ]),
  counter('qdrant_pool_embedded_texts_total', 'Texts that were embedded', ({ snapshot }) => one(snapshot.texts)),
  {
    name: 'qdrant_pool_batch_size',
    help: 'Calls in one request',
    type: 'histogram',
    bounds: BATCH_BOUNDS,
    units: 1,
    read: ({ snapshot }) => [[{}, snapshot.batches]],
  },
  seconds('qdrant_pool_health_check_duration_seconds', 'Health checks that workers made', ({ snapshot }) =>
    Object.entries(snapshot.checks).map(([tier, durations]) => [{ tier }, durations]),
  ),
  total('qdrant_pool_health_failures_total', 'Health checks that left a worker unhealthy', 'unhealthy'),
  total('qdrant_pool_workers_created_total', 'Workers whose first connection opened', 'created'),
  total('qdrant_pool_workers_recycled_total', 'Connections opened anew for their age', 'recycled'),
  total('qdrant_pool_workers_replaced_total', 'Workers whose thread ended unasked or was killed', 'replaced'),
  total('qdrant_pool_open_failures_total', 'Attempts to open a connection that failed', 'failed'),
  total('qdrant_pool_timeouts_total', 'Acquire timeouts and passed deadlines', 'timeouts'),
  total('qdrant_pool_acquire_timeouts_total', 'Calls and leases that got no worker in time', 'acquireTimeouts'),
  total('qdrant_pool_retries_total', 'Attempts at calls after their first', 'retries'),
  counter('qdrant_pool_worker_busy_seconds_total', 'Time that workers have been busy, all together', ({ stats }) =>
    one(stats.busyMs / 1_000),
  ),
  gauge('qdrant_pool_circuit_state', '1 for the state in which the circuit breaker of a server is', ({ stats }) =>
    Object.entries(stats.circuit).flatMap(([endpoint, position]) =>
      CIRCUIT_POSITIONS.map((state) => [{ endpoint, state }, Number(state === position)] as const),
    ),
  ),
]
