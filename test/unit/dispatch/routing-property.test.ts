import fc from 'fast-check'
import { expect, it } from 'vitest'
import { poolIdentity } from '../../../src/base/channels.ts'
import { resolveCallOptions } from '../../../src/dispatch/call-options.ts'
import { Dispatcher } from '../../../src/dispatch/dispatcher.ts'
import { Recorder } from '../../../src/metrics/recorder.ts'
import { needsModel, type Request } from '../../../src/operations/catalog.ts'
import type { Reply } from '../../../src/protocol/messages.ts'
import { setUpCrew } from '../../support/fake-actors.ts'

const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31)
console.log(`seed ${seed}`)

const LOST: Reply = {
  ok: false,
  failure: { kind: 'connection', code: 'CONNECTION_LOST', outcome: 'unknown', message: 'cut' },
}
const points = (id: number) => [{ id, text: 'a text', payload: {} }]
const REQUESTS: Record<string, (id: number) => Request> = {
  embedQuery: () => ({ operation: 'embedQuery', target: 'c', params: { texts: ['a text'], search: {} } }),
  embedUpsert: (id) => ({ operation: 'embedUpsert', target: 'c', params: { points: points(id), textKey: 'text' } }),
  retrieve: (id) => ({ operation: 'retrieve', target: 'c', params: { ids: [id] } }),
  upsert: (id) => ({ operation: 'upsert', target: 'c', params: { wait: true, points: [{ id, vector: [1] }] } }),
  count: () => ({ operation: 'count', target: 'c', params: {} }),
}

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('calls' as const),
      operation: fc.constantFrom(...Object.keys(REQUESTS)),
      many: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 30 })),
      priority: fc.constantFrom('interactive' as const, 'batch' as const),
      leaves: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lease' as const), ms: fc.nat(500) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 20, 300, 2_000) }),
  },
  fc.record({ kind: fc.constant('crash' as const), at: fc.nat(4) }),
  fc.record({ kind: fc.constant('lose' as const), many: fc.nat(3) }),
  fc.record({ kind: fc.constant('resize' as const), size: fc.integer({ min: 1, max: 6 }) }),
)
const program = fc.record({
  size: fc.integer({ min: 2, max: 5 }),
  embedWorkers: fc.integer({ min: 1, max: 5 }),
  preferGrpc: fc.boolean(),
  coalesce: fc.boolean(),
  lazy: fc.boolean(),
  steps: fc.array(step, { maxLength: 40 }),
})
type Program = typeof program extends fc.Arbitrary<infer T> ? T : never

async function run({ steps, embedWorkers: wanted, ...given }: Program): Promise<void> {
  const embedWorkers = Math.min(wanted, given.size)
  const embedder = { module: 'file:///embedder.js' }
  const set = setUpCrew({ ...given, embedWorkers, embedder, idleTimeoutMs: 200, recycleAfterMs: 700 })
  const { actors, clock, crew, hooks, options, regions } = set
  const identity = poolIdentity('p')
  const recorder = new Recorder(regions, identity)
  const dispatcher = new Dispatcher(crew, { ...options, identity, cores: 2 }, recorder, clock, () => 0.5)
  hooks.free = () => dispatcher.pumpSoon()
  hooks.waiting = () => dispatcher.ready
  const resolved = (own = {}) => resolveCallOptions(own, { timeoutMs: 600_000, acquireTimeoutMs: 500_000 })
  actors.endMs = 3
  actors.connect = () => new Promise((resolve) => clock.after(5, () => resolve(undefined)))
  const misled: string[] = []
  let toLose = 0
  actors.answer = async ({ entry }, calls) => {
    for (const call of calls) if (needsModel(call) && entry.slot >= embedWorkers) misled.push(call.operation)
    const { promise, resolve } = Promise.withResolvers<void>()
    clock.after(calls.some(needsModel) ? 9 : 2, resolve)
    await promise
    return calls.map(({ operation, params }) => {
      if (toLose > 0 && toLose-- > 0) return LOST
      return { ok: true, value: operation === 'retrieve' ? (params.ids as number[]).map((id) => ({ id })) : [] }
    })
  }
  const failures: string[] = []
  let unsettled = 0
  const watch = (promise: Promise<unknown>) => {
    unsettled++
    promise.catch(({ code, message }) => failures.push(code ?? message)).finally(() => unsettled--)
  }
  let id = 0
  const perform = (one: Program['steps'][number]) => {
    if (one.kind === 'calls') {
      const abort = new AbortController()
      const call = resolved({ priority: one.priority, ...(one.leaves && { signal: abort.signal }) })
      for (let turn = 0; turn < one.many; turn++) {
        const request = REQUESTS[one.operation]?.(id++ % 3)
        if (request !== undefined) watch(dispatcher.submit(request, call))
      }
      if (one.leaves) clock.after(15, () => abort.abort(Object.assign(new Error('left'), { code: 'LEFT' })))
    } else if (one.kind === 'lease') {
      const lease = dispatcher.acquire(resolved())
      watch(lease)
      void lease.then((actor) => clock.after(one.ms, () => crew.release(actor)))
    } else if (one.kind === 'crash') actors.crashAll(({ entry }) => entry.slot === one.at)
    else if (one.kind === 'lose') toLose = one.many
    else if (one.kind === 'resize') watch(crew.resize({ size: one.size, minSize: 1 }))
  }
  for (const one of steps) {
    perform(one)
    if (one.kind === 'wait') await clock.advance(one.ms)
  }
  toLose = 0
  await clock.advance(30_000)

  const excused = ['LEFT', 'WORKER_CRASHED', 'CONNECTION_LOST']
  expect(failures.filter((code) => !excused.includes(code))).toEqual([])
  expect(misled).toEqual([])
  expect([unsettled, dispatcher.waiting, crew.underWay, crew.ledger.count('busy')]).toEqual([0, 0, 0, 0])
  const drained = dispatcher.drain(0)
  await clock.advance(0)
  await drained
  const closed = crew.close()
  await clock.advance(5)
  await closed
  expect(clock.pending).toBe(0)
}

it('every call settles, and none that needs the model meets a worker without it, whatever is mixed (200 programs)', async () => {
  await fc.assert(fc.asyncProperty(program, run), { seed, numRuns: 200 })
}, 120_000)
