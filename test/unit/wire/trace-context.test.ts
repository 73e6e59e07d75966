import { type Context, context, createContextKey, createTraceState, propagation, trace } from '@opentelemetry/api'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { WorkerCall } from '../../../src/protocol/messages.ts'
import { Session } from '../../../src/wire/session.ts'
import { withinTrace } from '../../../src/wire/trace-context.ts'
import { settle } from '../../support/manual-clock.ts'
import { DONE, NotedWire } from '../../support/noted-wire.ts'
import { contextManager } from '../../support/telemetry.ts'

const CARRIER = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }
const SPAN = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1, isRemote: true }
const activeSpan = async () => trace.getSpanContext(context.active())

describe('the context of a trace', () => {
  it('is active while the work runs, and not after it', async () => {
    contextManager()
    const within = await withinTrace(CARRIER)
    expect([await within(activeSpan), await activeSpan()]).toEqual([SPAN, undefined])
  })

  it.each([
    {},
    { traceparent: '00-nonsense-01' },
    { other: 'header' },
  ])('is empty where the headers are %o', async (carrier) => {
    contextManager()
    const within = await withinTrace(carrier as Record<string, string>)
    expect(await within(activeSpan)).toBeUndefined()
  })

  it('is that of the plain header where the propagator of this thread throws', async () => {
    contextManager()
    const fail = () => {
      throw new Error('of the propagator')
    }
    propagation.setGlobalPropagator({ inject: fail, extract: fail, fields: () => [] })
    onTestFinished(() => propagation.disable())
    const within = await withinTrace(CARRIER)
    expect(await within(activeSpan)).toEqual(SPAN)
  })

  it("has what this thread's propagator reads, and of the plain header what that does not", async () => {
    contextManager()
    const key = createContextKey('of the propagator')
    const traceState = createTraceState('vendor=state')
    let reads = (from: Context) => from.setValue(key, 'baggage')
    propagation.setGlobalPropagator({ inject: () => {}, extract: (from) => reads(from), fields: () => [] })
    onTestFinished(() => propagation.disable())
    const active = async () => [context.active().getValue(key), await activeSpan()]
    expect(await (await withinTrace(CARRIER))(active)).toEqual(['baggage', SPAN])
    reads = (from) => trace.setSpanContext(from, { ...SPAN, traceState })
    expect(await (await withinTrace(CARRIER))(active)).toEqual([undefined, { ...SPAN, traceState }])
  })

  it('is done without where the package is not installed', async () => {
    vi.resetModules()
    vi.doMock('@opentelemetry/api', () => {
      throw new Error('Cannot find package')
    })
    onTestFinished(() => {
      vi.doUnmock('@opentelemetry/api')
      vi.resetModules()
    })
    const fresh = await import('../../../src/wire/trace-context.ts')
    const within = await fresh.withinTrace(CARRIER)
    expect(await within(async () => 'done')).toBe('done')
  })
})

describe('a session', () => {
  const call: WorkerCall = { id: 1, operation: 'count', target: 'a', params: {}, carrier: CARRIER }

  it('sends a request in the context that it brought along, and another in none', async () => {
    contextManager()
    const active: unknown[] = []
    const wire = new NotedWire()
    wire.send = async () => {
      active.push(await activeSpan())
      return DONE
    }
    const session = new Session(wire)
    const { carrier: _, ...plain } = call
    await session.calls([call, { ...plain, id: 2 }], async () => [])
    expect(active).toEqual([SPAN, undefined])
  })

  it('sends nothing of a call that is cancelled before its context is there', async () => {
    const wire = new NotedWire()
    const session = new Session(wire)
    const replies = session.calls([call], async () => [])
    session.cancel(1)
    expect(await replies).toMatchObject([{ ok: false, failure: { outcome: 'not-sent' } }])
    await settle()
    expect(wire.notes).toEqual([])
  })
})
