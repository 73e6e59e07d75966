import { poolIdentity } from '../../src/base/channels.ts'
import { type CallOptions, resolveCallOptions } from '../../src/dispatch/call-options.ts'
import { Dispatcher } from '../../src/dispatch/dispatcher.ts'
import type { LeaseLine } from '../../src/dispatch/lease-line.ts'
import { Recorder } from '../../src/metrics/recorder.ts'
import { Regions } from '../../src/metrics/regions.ts'
import type { Request } from '../../src/operations/catalog.ts'
import type { Reply } from '../../src/protocol/messages.ts'
import { ManualClock, settle } from './manual-clock.ts'
import { ScriptedWorkers } from './scripted-workers.ts'

export const REFUSED: Reply = {
  ok: false,
  failure: { kind: 'connection', code: 'CONNECTION_REFUSED', outcome: 'not-sent', message: 'no' },
}
export const LOST: Reply = {
  ok: false,
  failure: { kind: 'connection', code: 'CONNECTION_LOST', outcome: 'unknown', message: 'cut' },
}
export const BROKEN = { kind: 'server', status: 500, statusText: 'Broken', url: 'u', headers: [], data: {} } as const
export const BUSY: Reply = {
  ok: false,
  failure: { kind: 'server', status: 503, statusText: 'Busy', url: 'u', headers: [['retry-after', '0']], data: {} },
}
export const BAD: Reply = {
  ok: false,
  failure: { kind: 'server', status: 400, statusText: 'Bad Request', url: 'u', headers: [], data: {} },
}

/** A dispatcher over scripted workers and a clock that stands still. */
export function setUp(
  workers = 1,
  options: {
    maxQueue?: number
    retry?: boolean
    coalesce?: number
    depth?: number
    cores?: number
    embedWorkers?: number
  } = {},
) {
  const clock = new ManualClock()
  const crew = new ScriptedWorkers(workers, options.depth, options.embedWorkers)
  const regions = new Regions()
  const identity = poolIdentity('p')
  const recorder = new Recorder(regions, identity)
  const given = { name: 'p', identity, maxQueue: 100, retry: true, coalesce: 1, cores: 8, ...options }
  const dispatcher = new Dispatcher(crew, given, recorder, clock, () => 0.5)
  crew.onFree = () => dispatcher.pumpSoon()
  const resolve = (own: CallOptions) => resolveCallOptions(own, { timeoutMs: 1_000, acquireTimeoutMs: 100 })
  const request = (own: Partial<Request>): Request => ({ operation: 'count', target: 'c', params: {}, ...own })
  return {
    clock,
    crew,
    regions,
    identity,
    recorder,
    dispatcher,
    submit: (own: Partial<Request> = {}, call: CallOptions = {}) => {
      const promise = dispatcher.submit(request(own), resolve(call))
      promise.catch(() => {})
      return promise
    },
    acquire: (call: CallOptions = {}) => {
      const promise = dispatcher.acquire(resolve(call))
      promise.catch(() => {})
      return promise
    },
    submitTo: (line: LeaseLine, call: CallOptions = {}, own: Partial<Request> = {}) => {
      const promise = dispatcher.submitTo(line, request(own), resolve(call))
      promise.catch(() => {})
      return promise
    },
    /** The worker's answer to the call it was sent as number `index`. */
    answer: async (index: number, reply: Reply = { ok: true, value: index }) => {
      crew.sent[index]?.answer.resolve(reply)
      await settle()
    },
  }
}
