import type * as Api from '@opentelemetry/api'
import type { Attributes, Context, Span, Tracer } from '@opentelemetry/api'
import type { BatchMessage, OperationMessage } from '../../base/channels.ts'
import { batchAttributes, batchOperation, callAttributes, errorAttributes, spanName } from './attributes.ts'

interface OpenCall {
  readonly span: Span
  /** That of its caller, with its span. */
  readonly context: Context
  readonly startedAt: number
}

/** Told of each call when it has settled. */
export type OnSettled = (durationMs: number, attributes: Attributes, context: Context) => void

/**
 * A span for each call of the user, and one for each request to a worker. The conventions want one span of a client an
 * operation: that is the call's, retries included. So a request's is internal to the program, and is counted by nobody as
 * another operation; what is instrumented in the thread makes spans of clients below it.
 */
export class PoolSpans {
  readonly #api: typeof Api
  readonly #tracer: Tracer
  readonly #onSettled: OnSettled
  readonly #calls = new Map<OperationMessage, OpenCall>()
  readonly #batches = new Map<BatchMessage, Span>()

  constructor(api: typeof Api, tracer: Tracer, onSettled: OnSettled) {
    this.#api = api
    this.#tracer = tracer
    this.#onSettled = onSettled
  }

  /** In the turn and the context in which the user made the call. */
  callStarted(message: OperationMessage): void {
    const { context, trace, SpanKind } = this.#api
    const parent = context.active()
    const options = { kind: SpanKind.CLIENT, attributes: callAttributes(message) }
    const span = this.#tracer.startSpan(spanName(message), options, parent)
    this.#calls.set(message, { span, context: trace.setSpan(parent, span), startedAt: performance.now() })
  }

  callEnded(message: OperationMessage): void {
    const call = this.#calls.get(message)
    if (call === undefined) return
    this.#calls.delete(message)
    const error = 'error' in message ? errorAttributes(message.error) : {}
    const attributes = { ...callAttributes(message), ...error }
    this.#onSettled(performance.now() - call.startedAt, attributes, call.context)
    call.span.setAttributes(attributes)
    this.#end(call.span, message)
  }

  batchStarted(message: BatchMessage): void {
    const { ROOT_CONTEXT, SpanKind, trace } = this.#api
    const calls = message.operations.flatMap((operation) => this.#calls.get(operation) ?? [])
    const recording = calls.filter(({ span }) => span.isRecording())
    const only = message.size === 1 ? calls[0] : undefined
    // A call that is not sampled is no reason for a trace of its own, but what the thread does for it is not sampled either.
    if (only === undefined && recording.length === 0) return
    const parent = only?.context ?? ROOT_CONTEXT
    const links = only === undefined ? recording.map((call) => ({ context: call.span.spanContext() })) : []
    const options = { kind: SpanKind.INTERNAL, attributes: batchAttributes(message), links }
    const span = this.#tracer.startSpan(spanName(batchOperation(message)), options, parent)
    this.#batches.set(message, span)
    if (span.isRecording()) for (const call of recording) call.span.addLink({ context: span.spanContext() })
    this.#carry(trace.setSpan(parent, span), message.carrier)
  }

  batchEnded(message: BatchMessage): void {
    const span = this.#batches.get(message)
    if (span === undefined) return
    this.#batches.delete(message)
    if ('error' in message) span.setAttributes(errorAttributes(message.error))
    this.#end(span, message)
  }

  /** What is under way ends here. */
  stop(): void {
    for (const span of this.#batches.values()) span.end()
    for (const { span } of this.#calls.values()) span.end()
    this.#batches.clear()
    this.#calls.clear()
  }

  #end(span: Span, message: { readonly error?: unknown }): void {
    if ('error' in message) {
      const { error } = message
      const thrown = error instanceof Error ? error : String(error)
      span.recordException(thrown)
      span.setStatus({
        code: this.#api.SpanStatusCode.ERROR,
        message: typeof thrown === 'string' ? thrown : thrown.message,
      })
    }
    span.end()
  }

  /**
   * W3C's `traceparent` in any case: a thread is set up on its own, and may have another propagator than this one, or
   * none. What this one writes besides (baggage, a state, other headers) goes along for a thread that has its like.
   */
  #carry(context: Context, carrier: Record<string, string>): void {
    const { trace, isSpanContextValid, propagation } = this.#api
    const spanContext = trace.getSpanContext(context)
    if (spanContext === undefined || !isSpanContextValid(spanContext)) return
    const { traceId, spanId, traceFlags } = spanContext
    carrier.traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
    propagation.inject(context, carrier)
  }
}
