import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AlwaysOffSampler, SamplingDecision } from '@opentelemetry/sdk-trace-base'
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_OPERATION_BATCH_SIZE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_RESPONSE_STATUS_CODE,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
} from '@opentelemetry/semantic-conventions'
import { ATTR_DB_CLIENT_CONNECTION_POOL_NAME } from '@opentelemetry/semantic-conventions/incubating'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { BatchMessage } from '../../../src/base/channels.ts'
import type { Pool } from '../../../src/index.ts'
import { instrumentPool } from '../../../src/integrations/opentelemetry.ts'
import { onChannel } from '../../support/channel-log.ts'
import { httpStub } from '../../support/http-stub.ts'
import { poolOn } from '../../support/local-pool.ts'
import { contextManager, linkedIds, spanSink } from '../../support/telemetry.ts'
import { traced } from '../../support/traced-pool.ts'

const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }

function abortedCall(pool: Pool): Promise<unknown> {
  const abort = new AbortController()
  const call = pool.with({ signal: abort.signal }).count('docs')
  abort.abort(new DOMException('enough', 'TimeoutError'))
  return call
}

describe('the span of a call', () => {
  it('is of a client, and says by the conventions what was done where', async () => {
    const { pool, sink, serverAttributes } = await traced()
    await pool.client.retrieve('docs', { ids: [1] })
    const [call] = sink.named('retrieve docs').filter(({ kind }) => kind === SpanKind.CLIENT)
    expect(call?.attributes).toEqual({
      [ATTR_DB_SYSTEM_NAME]: 'qdrant',
      [ATTR_DB_OPERATION_NAME]: 'retrieve',
      [ATTR_DB_COLLECTION_NAME]: 'docs',
      ...serverAttributes,
    })
    expect([call?.status.code, call?.parentSpanContext]).toEqual([SpanStatusCode.UNSET, undefined])
  })

  it('has the name of its operation alone where it names no collection', async () => {
    const { pool, sink } = await traced()
    await pool.client.getCollections()
    const [call] = sink.named('getCollections').filter(({ kind }) => kind === SpanKind.CLIENT)
    expect(call?.attributes).not.toHaveProperty(ATTR_DB_COLLECTION_NAME)
  })

  it("is a child of the caller's, whose context is active again after each await", async () => {
    contextManager()
    const { pool, sink } = await traced()
    const tracer = sink.tracerProvider.getTracer('caller')
    const spans = await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        tracer.startActiveSpan(name, async (span) => {
          const seen = [trace.getActiveSpan()]
          await pool.client.count('docs')
          seen.push(trace.getActiveSpan())
          await pool.use((client) => client.count('docs'))
          seen.push(trace.getActiveSpan())
          await pool.client.count('nowhere').catch(() => {})
          seen.push(trace.getActiveSpan())
          span.end()
          expect(seen).toEqual(Array(4).fill(span))
          return span.spanContext()
        }),
      ),
    )
    const calls = sink.all().filter(({ kind }) => kind === SpanKind.CLIENT)
    expect(calls).toHaveLength(9)
    for (const { traceId, spanId } of spans) {
      const own = calls.filter((call) => call.parentSpanContext?.spanId === spanId)
      expect(own.map((call) => call.spanContext().traceId)).toEqual(Array(3).fill(traceId))
    }
    expect(trace.getActiveSpan()).toBeUndefined()
  })

  it.each([
    ['an answer of the server', '404', '404', (pool: Pool) => pool.client.count('nowhere')],
    ['a deadline', 'DEADLINE_EXCEEDED', undefined, (pool: Pool) => pool.search('docs', 'never', { timeoutMs: 50 })],
    ['an abort', 'TimeoutError', undefined, abortedCall],
    ['code in the worker', 'RangeError', undefined, (pool: Pool) => pool.search('docs', 'throw')],
  ] as const)('tells of %s that failed it', async (_, type, status, fail) => {
    const { pool, sink } = await traced({ embedder })
    const error = await fail(pool).then(
      () => undefined,
      (reason: Error) => reason,
    )
    const [call] = sink.all().filter(({ kind }) => kind === SpanKind.CLIENT)
    expect(call?.status).toEqual({ code: SpanStatusCode.ERROR, message: error?.message })
    expect(call?.attributes[ATTR_ERROR_TYPE]).toBe(type)
    expect(call?.attributes[ATTR_DB_RESPONSE_STATUS_CODE]).toBe(status)
    expect(call?.events).toMatchObject([
      { name: 'exception', attributes: { [ATTR_EXCEPTION_MESSAGE]: error?.message } },
    ])
  })

  it('tells of a reason that is no Error, too', async () => {
    const { pool, sink } = await traced()
    const abort = new AbortController()
    const call = pool.with({ signal: abort.signal }).count('docs')
    abort.abort('enough')
    await expect(call).rejects.toBe('enough')
    const { status, events } = sink.one('count docs')
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'enough' })
    expect(events).toMatchObject([{ attributes: { [ATTR_EXCEPTION_MESSAGE]: 'enough' } }])
  })

  it('names no server where the call was sent to none', async () => {
    const sink = spanSink()
    const pool = await poolOn('http://127.0.0.1:9', { lazy: true, acquireTimeoutMs: 100 })
    onTestFinished(instrumentPool(pool, sink))
    await pool.client.count('docs').catch(() => {})
    expect(sink.all()).toHaveLength(1)
    expect(sink.one('count docs').attributes).toEqual({
      [ATTR_DB_SYSTEM_NAME]: 'qdrant',
      [ATTR_DB_OPERATION_NAME]: 'count',
      [ATTR_DB_COLLECTION_NAME]: 'docs',
      [ATTR_ERROR_TYPE]: 'E016',
    })
  })
})

describe('the span of a request', () => {
  it('is a child of that of its only call, which links to it, and names the worker', async () => {
    const { pool, sink, serverAttributes } = await traced({ name: 'jobs' })
    await pool.client.count('docs')
    const [request, call] = sink.named('count docs')
    expect([request?.kind, call?.kind]).toEqual([SpanKind.INTERNAL, SpanKind.CLIENT])
    expect(request?.parentSpanContext).toEqual(call?.spanContext())
    expect(call && linkedIds(call)).toEqual([request?.spanContext().spanId])
    expect(request?.links).toEqual([])
    expect(request?.attributes).toEqual({
      [ATTR_DB_SYSTEM_NAME]: 'qdrant',
      [ATTR_DB_OPERATION_NAME]: 'count',
      [ATTR_DB_COLLECTION_NAME]: 'docs',
      [ATTR_DB_CLIENT_CONNECTION_POOL_NAME]: 'jobs',
      'qdrant_worker_pool.worker.slot': 0,
      ...serverAttributes,
    })
  })

  it('that carries several calls is in a trace of its own, and it and they link to each other', async () => {
    contextManager()
    const { pool, sink } = await traced({ size: 1 })
    const caller = sink.tracerProvider.getTracer('caller').startSpan('caller')
    await context.with(trace.setSpan(context.active(), caller), () =>
      Promise.all([1, 2, 3].map((id) => pool.client.retrieve('docs', { ids: [id] }))),
    )
    const request = sink.one('BATCH retrieve docs')
    const calls = sink.named('retrieve docs')
    expect(request.parentSpanContext).toBeUndefined()
    expect(request.spanContext().traceId).not.toBe(caller.spanContext().traceId)
    expect(linkedIds(request)).toEqual(calls.map((call) => call.spanContext().spanId))
    expect(calls.map(linkedIds)).toEqual(Array(3).fill([request.spanContext().spanId]))
    expect(request.attributes).toMatchObject({
      [ATTR_DB_OPERATION_NAME]: 'BATCH retrieve',
      [ATTR_DB_OPERATION_BATCH_SIZE]: 3,
    })
    for (const call of calls) expect(call.attributes).not.toHaveProperty(ATTR_DB_OPERATION_BATCH_SIZE)
  })

  it('comes once an attempt, and the call links to each', async () => {
    let answers = 0
    const server = await httpStub((_, response) => {
      const isLast = ++answers === 3
      response.writeHead(isLast ? 200 : 503, { 'content-type': 'application/json', 'retry-after': '0' })
      response.end(isLast ? '{"result":{"count":7}}' : '{"status":{"error":"busy"}}')
    })
    const sink = spanSink()
    const pool = await poolOn(server.url, { size: 1 })
    onTestFinished(instrumentPool(pool, sink))
    expect(await pool.client.count('docs')).toEqual({ count: 7 })
    const [call, ...others] = sink.all().filter(({ kind }) => kind === SpanKind.CLIENT)
    const requests = sink.all().filter(({ kind }) => kind === SpanKind.INTERNAL)
    expect([others.length, call?.status.code]).toEqual([0, SpanStatusCode.UNSET])
    expect(requests.map(({ attributes }) => attributes[ATTR_ERROR_TYPE])).toEqual(['503', '503', undefined])
    expect(requests.map(({ status }) => status.code)).toEqual([
      SpanStatusCode.ERROR,
      SpanStatusCode.ERROR,
      SpanStatusCode.UNSET,
    ])
    expect(call && linkedIds(call)).toEqual(requests.map((request) => request.spanContext().spanId))
    for (const request of requests) expect(request.parentSpanContext).toEqual(call?.spanContext())
  })

  it('is not there for calls that are not sampled, which the thread is told', async () => {
    const { pool, sink } = await traced({ size: 1 }, spanSink(new AlwaysOffSampler()))
    const carriers: BatchMessage['carrier'][] = []
    onChannel<BatchMessage>('tracing:qdrant-worker-pool:batch:end', ({ carrier }) => carriers.push(carrier))
    await pool.client.count('docs')
    await Promise.all([1, 2].map((id) => pool.client.retrieve('docs', { ids: [id] })))
    expect(sink.all()).toEqual([])
    expect(carriers).toEqual([{ traceparent: expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-00$/) }, {}])
  })

  it('is linked to by no call where it is not recorded itself', async () => {
    const { NOT_RECORD, RECORD_AND_SAMPLED } = SamplingDecision
    const { pool, sink } = await traced(
      { size: 1 },
      spanSink({
        shouldSample: (_, _id, name) => ({ decision: name.startsWith('BATCH') ? NOT_RECORD : RECORD_AND_SAMPLED }),
      }),
    )
    await Promise.all([1, 2].map((id) => pool.client.retrieve('docs', { ids: [id] })))
    expect(sink.all().map((span) => [span.name, linkedIds(span)])).toEqual(Array(2).fill(['retrieve docs', []]))
  })

  it("takes along what the process's propagator writes, beside the header that every thread can read", async () => {
    propagation.setGlobalPropagator({
      inject: (from, carrier, setter) => setter.set(carrier, 'x-own', trace.getSpanContext(from)?.spanId ?? ''),
      extract: (into) => into,
      fields: () => ['x-own'],
    })
    onTestFinished(() => propagation.disable())
    const { pool, sink } = await traced()
    const carriers: BatchMessage['carrier'][] = []
    onChannel<BatchMessage>('tracing:qdrant-worker-pool:batch:end', ({ carrier }) => carriers.push(carrier))
    await pool.client.count('docs')
    const { traceId, spanId } = sink.named('count docs')[0]?.spanContext() ?? {}
    expect(carriers).toEqual([{ traceparent: `00-${traceId}-${spanId}-01`, 'x-own': spanId }])
  })
})
