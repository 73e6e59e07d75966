import * as api from '@opentelemetry/api'
import {
  type AcquireMessage,
  type BatchMessage,
  channels,
  type EventMessage,
  type OperationMessage,
  type PoolIdentity,
  type ReleaseMessage,
} from '../base/channels.ts'
import { type Pool, readPool } from '../pool/pool.ts'
import { PoolMetrics } from './opentelemetry/pool-metrics.ts'
import { PoolSpans } from './opentelemetry/pool-spans.ts'

/** Name of the meter and of the tracer. */
const SCOPE = 'qdrant-worker-pool'

export interface InstrumentOptions {
  /** @default the global one, which must be set before */
  readonly meterProvider?: api.MeterProvider
  /** @default the global one */
  readonly tracerProvider?: api.TracerProvider
}

/**
 * Tells OpenTelemetry what the pool does, by its semantic conventions for database clients: `db.client.*` metrics, a span
 * for each call, and one for each request to a worker, which the calls that it carries link to. The context of a request's
 * span is active in the worker's thread while its embedder runs and while it is sent. Returns a function that stops it all;
 * what is under way ends with it.
 *
 * Each collection is a value of `db.collection.name`, in the metrics, too: where there are as many as there are tenants,
 * drop that attribute by a view.
 *
 * ```ts
 * const pool = await createPool({ lazy: true })
 * const stop = instrumentPool(pool)
 * ```
 */
export function instrumentPool(
  pool: Pool,
  { meterProvider = api.metrics, tracerProvider = api.trace }: InstrumentOptions = {},
): () => void {
  const { poolId } = readPool(pool)
  const metrics = new PoolMetrics(meterProvider.getMeter(SCOPE), pool)
  const spans = new PoolSpans(api, tracerProvider.getTracer(SCOPE), (...facts) => metrics.settled(...facts))
  const { operation, batch, acquire, release, event } = channels
  const leave = [
    listen<OperationMessage>(operation.start, poolId, (message) => spans.callStarted(message)),
    listen<OperationMessage>(operation.asyncEnd, poolId, (message) => spans.callEnded(message)),
    listen<BatchMessage>(batch.start, poolId, (message) => spans.batchStarted(message)),
    listen<BatchMessage>(batch.asyncEnd, poolId, (message) => spans.batchEnded(message)),
    listen<AcquireMessage>(acquire, poolId, (message) => metrics.acquired(message)),
    listen<ReleaseMessage>(release, poolId, (message) => metrics.released(message)),
    listen<EventMessage>(event, poolId, (message) => metrics.told(message)),
  ]
  return () => {
    for (const stop of leave.splice(0)) stop()
    spans.stop()
    metrics.stop()
  }
}

interface Subscribable {
  subscribe(listener: (message: unknown) => void): void
  unsubscribe(listener: (message: unknown) => void): unknown
}

/** Hears what one pool publishes, until the function is called that it returns. */
function listen<Message extends PoolIdentity>(
  channel: Subscribable,
  poolId: number,
  hear: (message: Message) => void,
): () => void {
  const listener = (message: unknown) => {
    if ((message as Message).poolId === poolId) hear(message as Message)
  }
  channel.subscribe(listener)
  return () => void channel.unsubscribe(listener)
}
