import type { Attributes, BatchObservableResult, Context, Histogram, Meter, Observable } from '@opentelemetry/api'
import type { AcquireMessage, EventMessage, ReleaseMessage } from '../../base/channels.ts'
import { type Pool, readPool } from '../../pool/pool.ts'
import { CONNECTION_STATE, POOL_NAME } from './attributes.ts'

/** In s; those that the conventions advise for operations. */
const BOUNDARIES = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]

/** The metrics of the conventions for database clients. A connection is a worker: idle, or used. */
export class PoolMetrics {
  readonly #pool: Pool
  readonly #attributes: Attributes
  readonly #operations: Histogram
  readonly #creations: Histogram
  readonly #waits: Histogram
  readonly #uses: Histogram
  readonly #stop: () => void

  constructor(meter: Meter, pool: Pool) {
    this.#pool = pool
    this.#attributes = { [POOL_NAME]: readPool(pool).pool }
    const seconds = (name: string, description: string) =>
      meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries: BOUNDARIES } })
    this.#operations = seconds('db.client.operation.duration', 'Duration of database client operations.')
    this.#creations = seconds('db.client.connection.create_time', 'The time it took to create a new connection.')
    this.#waits = seconds('db.client.connection.wait_time', 'The time it took to obtain a connection from the pool.')
    this.#uses = seconds('db.client.connection.use_time', 'The time between borrowing a connection and returning it.')
    this.#stop = this.#observe(meter)
  }

  /** Takes the metrics out that are read when they are asked for. */
  stop(): void {
    this.#stop()
  }

  settled(durationMs: number, attributes: Attributes, context: Context): void {
    this.#operations.record(durationMs / 1_000, attributes, context)
  }

  acquired({ waitMs }: AcquireMessage): void {
    this.#waits.record(waitMs / 1_000, this.#attributes)
  }

  released({ heldMs }: ReleaseMessage): void {
    this.#uses.record(heldMs / 1_000, this.#attributes)
  }

  told({ name, event }: EventMessage): void {
    if (name === 'worker:opened') this.#creations.record(event.durationMs / 1_000, this.#attributes)
  }

  #observe(meter: Meter): () => void {
    const level = (name: string, description: string, unit = '{connection}') =>
      meter.createObservableUpDownCounter(name, { description, unit })
    const count = level('db.client.connection.count', 'Connections in the state that the attribute tells.')
    const idleMax = level('db.client.connection.idle.max', 'The maximum number of idle open connections allowed.')
    const idleMin = level('db.client.connection.idle.min', 'The minimum number of idle open connections allowed.')
    const limit = level('db.client.connection.limit', 'The maximum number of open connections allowed.')
    const pending = level('db.client.connection.pending_requests', 'Calls and leases that wait.', '{request}')
    const timeouts = meter.createObservableCounter('db.client.connection.timeouts', {
      description: 'The number of timeouts of those that tried to obtain a connection from the pool.',
      unit: '{timeout}',
    })
    const all: Observable[] = [count, idleMax, idleMin, limit, pending, timeouts]
    // One reading for all of them, so that they fit together.
    const read = (result: BatchObservableResult) => {
      const { stats } = readPool(this.#pool)
      const own = this.#attributes
      result.observe(count, stats.idle, { ...own, [CONNECTION_STATE]: 'idle' })
      result.observe(count, stats.busy, { ...own, [CONNECTION_STATE]: 'used' })
      result.observe(idleMax, stats.maxSize, own)
      result.observe(idleMin, stats.minSize, own)
      result.observe(limit, stats.maxSize, own)
      result.observe(pending, stats.waiting, own)
      result.observe(timeouts, stats.acquireTimeouts, own)
    }
    meter.addBatchObservableCallback(read, all)
    return () => meter.removeBatchObservableCallback(read, all)
  }
}
