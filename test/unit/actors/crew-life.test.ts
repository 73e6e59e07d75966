import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/actors/actor.ts'
import type { PoolOptions } from '../../../src/base/options.ts'
import type { Failure } from '../../../src/protocol/failure.ts'
import { REFUSED, setUpCrew } from '../../support/fake-actors.ts'

const LOST: Failure = { kind: 'connection', code: 'CONNECTION_LOST', outcome: 'unknown', message: 'cut' }
const BUSY: Failure = { kind: 'server', status: 503, statusText: 'Busy', url: 'u', headers: [], data: {} }
const UNWELL = { tier: 'medium', healthy: false, durationMs: 1, reason: 'no answer' } as const

const at = fc.nat(9)
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('take' as const), leased: fc.boolean(), needsModel: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('release' as const),
      at,
      failure: fc.constantFrom<Failure | undefined>(undefined, undefined, LOST, BUSY),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(0, 10, 300, 2_000) }) },
  fc.record({
    kind: fc.constant('demand' as const),
    waiting: fc.constantFrom(0, 1, 20),
    forModel: fc.nat(2),
    leases: fc.nat(2),
  }),
  fc.record({ kind: fc.constantFrom('crash', 'hang', 'stray', 'unwell', 'giveUp'), at }),
  fc.record({ kind: fc.constant('server' as const), isUp: fc.boolean() }),
  fc.record({ kind: fc.constant('resize' as const), size: fc.integer({ min: 1, max: 6 }), minSize: fc.nat(5) }),
  fc.constant({ kind: 'reset' as const }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const NO_DEMAND = { waiting: 0, forModel: 0, leases: 0 }

async function live(steps: readonly Step[], given: PoolOptions) {
  const set = setUpCrew({ size: 4, recycleAfterMs: 3_000, idleTimeoutMs: 4_000, ...given })
  const { embedWorkers = Number.POSITIVE_INFINITY, preferGrpc } = given
  const { actors, clock, crew, demand } = set
  const held: Actor[] = []
  const promises: Promise<unknown>[] = []
  actors.endMs = 5
  let server: Failure | undefined
  actors.connect = () => new Promise((resolve) => clock.after(7, () => resolve(server)))
  actors.onMade = () => expect(actors.alive.size).toBeLessThanOrEqual(crew.bounds.size)

  const perform = (one: Step) => {
    const actor = 'at' in one ? crew.actors[one.at] : undefined
    const fake = actors.all.find((other) => other.actor === actor)
    if (one.kind === 'take') {
      const taken = one.leased ? crew.takeIdle() : crew.take(one.needsModel)
      if (!one.leased && one.needsModel) expect(taken?.entry.slot ?? 0).toBeLessThan(embedWorkers)
      if (taken !== undefined) held.push(taken)
    } else if (one.kind === 'release' && 'failure' in one) {
      const [released] = held.splice(one.at, 1)
      if (released === undefined) return
      if (!released.leased) crew.outcome(released, one.failure)
      crew.release(released)
    } else if (one.kind === 'demand') {
      const { waiting, leases, forModel } = one
      Object.assign(demand, { waiting, leases, forModel: Math.min(waiting, forModel) })
    } else if (one.kind === 'server') server = one.isUp ? undefined : REFUSED
    else if (one.kind === 'resize')
      promises.push(crew.resize({ size: one.size, minSize: Math.max(1, Math.min(one.minSize, one.size)) }))
    else if (one.kind === 'reset') promises.push(crew.reset())
    else if (fake === undefined || actor === undefined) return
    else if (one.kind === 'crash') fake.crash()
    else if (one.kind === 'hang') fake.events.hung(actor)
    else if (one.kind === 'stray') fake.events.strayed(actor, { kind: 'code', name: 'Error', message: 'stray' })
    else if (one.kind === 'unwell') fake.events.health(actor, UNWELL)
    else if (one.kind === 'giveUp' && actor.entry.state === 'busy') crew.gaveUp(actor)
  }
  for (const one of steps) {
    perform(one)
    crew.grow()
    const isHeld = held.filter(({ entry, leased }) => entry.state === 'busy' && !leased).length
    expect(crew.underWay).toBe(isHeld)
    const without = crew.actors.filter(({ entry, isStaying }) => isStaying && entry.slot >= embedWorkers).length
    expect(without).toBeLessThanOrEqual(crew.bounds.size - Math.min(embedWorkers, crew.bounds.size))
    if (one.kind === 'wait') await clock.advance(one.ms)
  }

  server = undefined
  Object.assign(demand, NO_DEMAND)
  for (const actor of held.splice(0)) crew.release(actor)
  await clock.advance(30_000)
  await Promise.all(promises)
  // One may be recycled at this very moment.
  for (let more = 0; more < 5 && crew.ledger.count('opening') > 0; more++) await clock.advance(7)
  const { size, minSize } = crew.bounds
  expect(crew.ledger.count('idle')).toBe(crew.ledger.size)
  expect([crew.ledger.size >= minSize, crew.ledger.size <= size, crew.underWay]).toEqual([true, true, 0])
  expect(crew.free).toBe(crew.ledger.size * (preferGrpc ? 4 : 1))
  expect(Object.values(crew.endpoints.circuits)).toEqual(['closed'])

  Object.assign(demand, { ...NO_DEMAND, waiting: 1, forModel: 1 })
  crew.grow()
  await clock.advance(7)
  expect(crew.freeWithModel).toBeGreaterThan(0)

  const closed = crew.close()
  await clock.advance(5)
  await closed
  expect([crew.ledger.size, actors.alive.size, clock.pending]).toEqual([0, 0, 0])
}

describe('whatever happens to a crew', () => {
  it.each([
    ['REST', {}],
    ['gRPC', { preferGrpc: true }],
    ['the model in two workers', { embedder: { module: 'file:///embedder.js' }, embedWorkers: 2 }],
  ])('it keeps its bounds, and is whole again once the server is (%s; seed is printed on failure)', async (_which, given) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), (steps) => live(steps, given)),
      { numRuns: 150 },
    )
  })
})
