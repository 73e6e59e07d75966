import type { Actor, ActorEvents, ActorOptions, Opening } from '../../src/actors/actor.ts'
import type { Afterwards } from '../../src/actors/afterwards.ts'
import { Crew } from '../../src/actors/crew.ts'
import type { MakeActor } from '../../src/actors/crew-parts.ts'
import type { Endpoint } from '../../src/actors/endpoint.ts'
import type { Entry } from '../../src/actors/ledger.ts'
import { WorkerCrashedError } from '../../src/base/errors.ts'
import { type PoolOptions, resolveOptions } from '../../src/base/options.ts'
import type { HealthTier, PoolEvents, Tell } from '../../src/base/pool-events.ts'
import type { Heartbeat } from '../../src/metrics/heartbeat.ts'
import { Regions } from '../../src/metrics/regions.ts'
import type { Failure } from '../../src/protocol/failure.ts'
import type { ConnectionSettings, HealthReport, Reply, WorkerCall } from '../../src/protocol/messages.ts'
import { ManualClock } from './manual-clock.ts'

export const REFUSED = {
  kind: 'connection',
  code: 'CONNECTION_REFUSED',
  outcome: 'not-sent',
  message: 'refused',
} as const satisfies Failure

/** A worker without a thread: the test says how it connects, when it crashes and what it reports. */
export class FakeActor {
  readonly entry: Entry
  readonly endpoint: Endpoint<Actor>
  readonly heartbeat: Heartbeat
  readonly bornAt: number
  readonly events: ActorEvents
  connectedAt: number | undefined
  idleSince: number
  recycleAtAgeMs = Number.POSITIVE_INFINITY
  operations = 0
  inFlight = 0
  leased = false
  afterwards: Afterwards | undefined
  strikes = 0
  forced = false
  endedWith = new Error('The worker thread has ended')
  /** Attempts to connect: how, when, and within what limit. */
  readonly attempts: { readonly how: Opening; readonly at: number; readonly limitMs: number }[] = []
  /** What a check that is asked for finds. */
  check = async (tier: HealthTier, _collection?: string): Promise<HealthReport> => {
    return { tier, healthy: true, durationMs: 1 }
  }
  ending: 'retired' | 'killed' | 'crashed' | undefined
  readonly #world: FakeActors
  readonly #crashed = Promise.withResolvers<Failure>()
  readonly #exited = Promise.withResolvers<void>()

  constructor(world: FakeActors, entry: Entry, { endpoint, region }: ActorOptions, events: ActorEvents) {
    this.heartbeat = region.heartbeat
    this.#world = world
    this.entry = entry
    this.endpoint = endpoint
    this.events = events
    this.bornAt = world.clock.now()
    this.idleSince = this.bornAt
    this.heartbeat.sockets = 1
  }

  get exited(): Promise<void> {
    return this.#exited.promise
  }

  get isStaying(): boolean {
    return this.entry.state !== 'dying' && this.afterwards?.kind !== 'retire'
  }

  isDue(now: number): boolean {
    return this.connectedAt !== undefined && now - this.connectedAt >= this.recycleAtAgeMs
  }

  async connect(how: Opening, limitMs: number): Promise<Failure | undefined> {
    const { clock } = this.#world
    this.attempts.push({ how, at: clock.now(), limitMs })
    this.#world.connecting(1)
    const failure = await Promise.race([this.#world.connect(this, how), this.#crashed.promise])
    this.#world.connecting(-1)
    if (failure === undefined && how !== 'repair') this.connectedAt = clock.now()
    return failure
  }

  async call(calls: readonly WorkerCall[]): Promise<readonly Reply[]> {
    if (this.ending !== undefined) throw new WorkerCrashedError('ended before', { outcome: 'not-sent' })
    const ended = this.#crashed.promise.then(() => Promise.reject(new WorkerCrashedError('ended')))
    return Promise.race([this.#world.answer(this, calls), ended])
  }

  async cancel(): Promise<boolean> {
    return true
  }

  async retire(): Promise<void> {
    this.#end('retired')
  }

  async kill(): Promise<void> {
    this.#end('killed')
  }

  async killHung(): Promise<void> {
    this.#end('killed')
  }

  /** As of a thread that ends unasked. */
  crash(message = 'crashed'): void {
    this.endedWith = new Error(message)
    this.#end('crashed')
  }

  /** As the crew sees it. */
  get actor(): Actor {
    return this as unknown as Actor
  }

  #end(how: NonNullable<FakeActor['ending']>): void {
    if (this.ending !== undefined) return
    this.ending = how
    this.events.dying(this.actor)
    this.#crashed.resolve({ kind: 'code', name: 'Error', message: `the thread ended: ${this.endedWith.message}` })
    this.#world.clock.after(this.#world.endMs, () => {
      this.#world.alive.delete(this)
      this.events.exit(this.actor)
      this.#exited.resolve()
    })
  }
}

/** Makes the workers of a crew. */
export class FakeActors {
  readonly clock: ManualClock
  readonly all: FakeActor[] = []
  /** Those whose thread has not ended. */
  readonly alive = new Set<FakeActor>()
  mostAlive = 0
  /** Most attempts to connect that were under way at a time. */
  mostConnecting = 0
  /** A thread takes so long to end. */
  endMs = 0
  /** What an attempt to connect comes to. */
  connect: (actor: FakeActor, how: Opening) => Failure | undefined | Promise<Failure | undefined> = () => undefined
  /** What requests come to. */
  answer: (actor: FakeActor, calls: readonly WorkerCall[]) => Promise<readonly Reply[]> = async (_actor, calls) =>
    calls.map(() => ({ ok: true, value: [] }))
  /** Called when a worker has been made. */
  onMade: () => void = () => {}
  #connecting = 0

  constructor(clock: ManualClock) {
    this.clock = clock
  }

  readonly make: MakeActor = (entry, options, events) => {
    const actor = new FakeActor(this, entry, options, events)
    this.all.push(actor)
    this.alive.add(actor)
    this.mostAlive = Math.max(this.mostAlive, this.alive.size)
    this.onMade()
    return actor.actor
  };

  /** That of a slot whose thread runs. */
  in(slot: number): FakeActor {
    const found = [...this.alive].find(({ entry }) => entry.slot === slot)
    if (found === undefined) throw new Error(`No worker in slot ${slot}`)
    return found
  }

  /** When attempts to connect began, of all workers. */
  get attemptsAt(): number[] {
    return this.all.flatMap(({ attempts }) => attempts.map(({ at }) => at)).sort((a, b) => a - b)
  }

  /** Ends the threads of those of which it holds. */
  crashAll(holds: (actor: FakeActor) => boolean = () => true): void {
    for (const actor of [...this.alive]) if (holds(actor)) actor.crash()
  }

  connecting(change: number): void {
    this.#connecting += change
    this.mostConnecting = Math.max(this.mostConnecting, this.#connecting)
  }
}

export interface Told {
  readonly name: keyof PoolEvents
  readonly at: number
  readonly slot?: number
  readonly cause?: Error
  readonly reason?: string
}

/** A real crew of workers without threads, and a clock that stands still. */
export function setUpCrew(given: PoolOptions = {}, random = () => 0.5, clock = new ManualClock()) {
  const actors = new FakeActors(clock)
  const told: Told[] = []
  const demand = { waiting: 0, forModel: 0, leases: 0 }
  const options = resolveOptions({ url: 'http://a', healthCheckIntervalMs: 60_000, ...given }, {})
  const tell: Tell = (name, event) => {
    told.push({ name, at: clock.now(), ...event } as Told)
  }
  /** Who is told, and asked, by the crew: a test may put a dispatcher here. */
  const hooks = { free: () => {}, waiting: () => demand }
  const events = { free: () => hooks.free(), waiting: () => hooks.waiting(), ended: () => {}, tell }
  const settings = () => ({}) as ConnectionSettings
  const urls = [options.url].flat()
  const regions = new Regions()
  const crew = new Crew({ options, urls, settings, regions, clock, random, makeActor: actors.make }, events)
  return {
    actors,
    clock,
    crew,
    demand,
    hooks,
    options,
    regions,
    told,
    /** How many events of a name were told. */
    count: (name: keyof PoolEvents) => told.filter((one) => one.name === name).length,
    /** Opens workers until so many are idle. */
    async open(workers: number): Promise<void> {
      demand.leases = workers
      crew.grow()
      demand.leases = 0
      await clock.advance(0)
    },
  }
}
