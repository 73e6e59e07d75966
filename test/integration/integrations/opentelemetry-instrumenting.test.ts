import { diag, trace } from '@opentelemetry/api'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type BatchMessage, channels } from '../../../src/base/channels.ts'
import { instrumentPool } from '../../../src/integrations/opentelemetry.ts'
import { onChannel } from '../../support/channel-log.ts'
import { filledPool, poolOn } from '../../support/local-pool.ts'
import { linkedIds, spanSink } from '../../support/telemetry.ts'
import { traced } from '../../support/traced-pool.ts'

const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }

/** What goes along to the threads. */
function carriersSent() {
  const carriers: BatchMessage['carrier'][] = []
  onChannel<BatchMessage>('tracing:qdrant-worker-pool:batch:end', ({ carrier }) => carriers.push(carrier))
  return carriers
}

describe('an instrumented pool', () => {
  it('tells nothing of another, though it has the same name', async () => {
    const { pool, sink, server } = await traced({ name: 'jobs' })
    const namesake = await poolOn(server.url, { name: 'jobs' })
    await namesake.client.count('docs')
    expect(sink.all()).toEqual([])
    await pool.client.count('docs')
    expect(sink.all()).toHaveLength(2)
  })

  it('goes on as before without spans where nobody set up any', async () => {
    const { pool } = await filledPool()
    onTestFinished(instrumentPool(pool))
    const carriers = carriersSent()
    expect(await pool.client.count('docs')).toEqual({ count: 3 })
    expect(carriers).toEqual([{}])
  })

  it('uses the global tracer provider, also one that is set later', async () => {
    const { pool } = await filledPool()
    onTestFinished(instrumentPool(pool))
    const sink = spanSink()
    trace.setGlobalTracerProvider(sink.tracerProvider)
    onTestFinished(() => trace.disable())
    await pool.client.count('docs')
    expect(sink.named('count docs')).toHaveLength(2)
  })

  it('listens no more once it is stopped, and ends the spans of what is under way', async () => {
    const { pool, sink, stop } = await traced({ embedder })
    const under = pool.search('docs', 'pause 100')
    await new Promise((resolve) => setImmediate(resolve))
    stop()
    stop()
    expect(sink.all().map(({ name }) => name)).toEqual(['embedQuery docs', 'embedQuery docs'])
    for (const { hasSubscribers } of Object.values(channels)) expect(hasSubscribers).toBe(false)
    await under
    await pool.client.count('docs')
    expect(sink.all()).toHaveLength(2)
  })

  it('ends each span once, whatever came of it, and keeps none', async () => {
    // The SDK complains there of a span that is ended again.
    const complaints: string[] = []
    const note = (complaint: string) => void complaints.push(complaint)
    diag.setLogger(
      { error: note, warn: note, info: () => {}, debug: () => {}, verbose: () => {} },
      { suppressOverrideMessage: true },
    )
    onTestFinished(() => diag.disable())
    const { pool, sink, stop } = await traced({ size: 1, embedder })
    await Promise.allSettled([
      pool.client.count('nowhere'),
      pool.client.getCollections(),
      pool.search('docs', 'never', { timeoutMs: 20 }),
    ])
    const under = pool.search('docs', 'pause 100')
    await new Promise((resolve) => setImmediate(resolve))
    stop()
    stop()
    const ended = sink.all()
    await under
    await pool.close()
    expect([new Set(ended).size, sink.all().length, complaints]).toEqual([ended.length, ended.length, []])
  })

  it('tells a request of several calls as such, though only one of them was made since', async () => {
    const { pool } = await filledPool({ size: 1 })
    const sink = spanSink()
    const before = pool.client.retrieve('docs', { ids: [1] })
    onTestFinished(instrumentPool(pool, sink))
    await Promise.all([before, pool.client.retrieve('docs', { ids: [2] })])
    const [request, call] = [sink.one('BATCH retrieve docs'), sink.one('retrieve docs')]
    expect(request.parentSpanContext).toBeUndefined()
    expect([linkedIds(request), linkedIds(call)]).toEqual([[call.spanContext().spanId], [request.spanContext().spanId]])
  })
})
