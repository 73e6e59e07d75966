import type * as Api from '@opentelemetry/api'

/** Runs work with a trace's context active. */
export type Within = <T>(work: () => Promise<T>) => Promise<T>

/** As the main thread writes it (W3C Trace Context, version 00). */
const TRACEPARENT = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/

let loading: Promise<typeof Api | undefined> | undefined

/**
 * Makes the context active that a call brought along, for the embedder and whatever is instrumented in this thread.
 * @opentelemetry/api is loaded when the first call brings one; where it is not installed, or nobody has set up a context
 * manager in this thread, the work just runs.
 */
export async function withinTrace(carrier: Readonly<Record<string, string>>): Promise<Within> {
  loading ??= import('@opentelemetry/api').catch(() => undefined)
  const api = await loading
  if (api === undefined) return (work) => work()
  const context = contextOf(api, carrier)
  return (work) => api.context.with(context, work)
}

function contextOf(api: typeof Api, carrier: Readonly<Record<string, string>>): Api.Context {
  const { trace } = api
  const extracted = extract(api, carrier)
  // This thread may have no propagator, or one that reads other headers.
  if (trace.getSpanContext(extracted) !== undefined) return extracted
  const [, traceId, spanId, flags = ''] = TRACEPARENT.exec(carrier.traceparent ?? '') ?? []
  if (traceId === undefined || spanId === undefined) return extracted
  const traceFlags = Number.parseInt(flags, 16)
  return trace.setSpanContext(extracted, { traceId, spanId, traceFlags, isRemote: true })
}

/** What this thread's propagator reads. One that throws is a fault of the tracing, and fails no call. */
function extract(
  { propagation, diag, ROOT_CONTEXT }: typeof Api,
  carrier: Readonly<Record<string, string>>,
): Api.Context {
  try {
    return propagation.extract(ROOT_CONTEXT, carrier)
  } catch (error) {
    diag.error("qdrant-worker-pool: the worker's propagator threw", error)
    return ROOT_CONTEXT
  }
}
