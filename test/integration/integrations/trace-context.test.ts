import { context, propagation, SpanKind, trace } from '@opentelemetry/api'
import { expect, it, onTestFinished } from 'vitest'
import { instrumentPool } from '../../../src/integrations/opentelemetry.ts'
import { localServer, poolOn } from '../../support/local-pool.ts'
import { contextManager, spanSink } from '../../support/telemetry.ts'
import { DIMENSION, idsIn, type TracingOptions } from '../../support/tracing-embedder.ts'

const module = new URL('../../support/tracing-embedder.ts', import.meta.url)

/** A pool whose threads are set up as `options` say; `embed` tells which span is active in the thread that embeds a text. */
async function setUp(options: TracingOptions) {
  const { url } = await localServer()
  const pool = await poolOn(url, { embedder: { module, options }, size: 2 })
  await pool.client.createCollection('docs', { vectors: { size: DIMENSION, distance: 'Dot' } })
  let lastId = 0
  const embed = async () => {
    const id = ++lastId
    await pool.ingest('docs', [{ id, text: `text ${id}` }])
    const [point] = await pool.client.retrieve('docs', { ids: [id], with_vector: true })
    return idsIn(point?.vector as number[])
  }
  return { pool, embed }
}

const NOTHING = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), sampled: false }

it.each([
  ['without a propagator of its own', {}],
  ["with a propagator that does not read the main thread's headers", { foreignPropagator: true }],
] as const)('the span of the request is active in the thread that serves it, %s', async (_, options) => {
  contextManager()
  const { pool, embed } = await setUp({ contextManager: true, ...options })
  const sink = spanSink()
  onTestFinished(instrumentPool(pool, sink))
  const caller = sink.tracerProvider.getTracer('caller').startSpan('caller')
  const active = trace.setSpan(context.active(), caller)
  const found = await Promise.all([1, 2, 3].map(() => context.with(active, embed)))
  const requests = sink.named('embedUpsert docs').filter(({ kind }) => kind === SpanKind.INTERNAL)
  expect(requests).toHaveLength(3)
  const wanted = requests.map((span) => ({ spanId: span.spanContext().spanId, sampled: true }))
  expect(found.map(({ spanId, sampled }) => ({ spanId, sampled })).sort(bySpan)).toEqual(wanted.sort(bySpan))
  for (const { traceId } of found) expect(traceId).toBe(caller.spanContext().traceId)
})

const bySpan = (one: { spanId: string }, other: { spanId: string }) => one.spanId.localeCompare(other.spanId)

it('a thread with the propagator of the main thread reads what that wrote', async () => {
  const { pool, embed } = await setUp({ contextManager: true })
  onTestFinished(instrumentPool(pool, spanSink()))
  propagation.setGlobalPropagator({
    inject: (_, carrier, setter) => setter.set(carrier, 'traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`),
    extract: (into) => into,
    fields: () => ['traceparent'],
  })
  onTestFinished(() => propagation.disable())
  expect(await embed()).toEqual({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: false })
})

it('a thread in which nobody has set up a context manager works as before', async () => {
  const { pool, embed } = await setUp({})
  onTestFinished(instrumentPool(pool, spanSink()))
  expect(await embed()).toEqual(NOTHING)
})

it('no context is active in a thread where nobody traces', async () => {
  const { pool, embed } = await setUp({ contextManager: true })
  const stop = instrumentPool(pool, spanSink())
  expect((await embed()).traceId).not.toBe(NOTHING.traceId)
  stop()
  expect(await embed()).toEqual(NOTHING)
})
