// An embedder that sets up OpenTelemetry in its thread as its options say, and whose vectors tell which span is active
// there: the bytes of the trace's id and of the span's, and its flags.
import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'

export interface TracingOptions {
  readonly contextManager?: boolean
  /** One that reads a header of its own and no `traceparent`. */
  readonly foreignPropagator?: boolean
}

/** Numbers in a vector. */
export const DIMENSION = 25

export function create({ contextManager = false, foreignPropagator = false }: TracingOptions = {}) {
  if (contextManager) context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  if (foreignPropagator) {
    propagation.setGlobalPropagator({
      inject: () => {},
      extract: (into) => into.setValue(Symbol.for('foreign'), true),
      fields: () => [],
    })
  }
  return {
    dimension: DIMENSION,
    async embed(texts: readonly string[]) {
      // Beyond a turn of the event loop: the context has to last.
      await new Promise((resolve) => setTimeout(resolve, 1))
      return texts.map(activeIds)
    },
  }
}

function activeIds(): Float32Array {
  const active = trace.getSpanContext(context.active())
  if (active === undefined) return new Float32Array(DIMENSION)
  return Float32Array.from([...Buffer.from(active.traceId + active.spanId, 'hex'), active.traceFlags])
}

/** What such a vector tells. */
export function idsIn(vector: readonly number[]): { traceId: string; spanId: string; sampled: boolean } {
  const hex = Buffer.from(vector.slice(0, -1)).toString('hex')
  return { traceId: hex.slice(0, 32), spanId: hex.slice(32), sampled: vector.at(-1) === 1 }
}
