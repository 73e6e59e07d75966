import type { Clock } from '../base/clock.ts'
import type { RetireReason } from '../base/pool-events.ts'
import type { PoolTotals } from '../metrics/pool-region.ts'
import { type CodeFailure, type Failure, failureError } from '../protocol/failure.ts'
import type { HealthReport } from '../protocol/messages.ts'
import type { Actor, Opening } from './actor.ts'
import { afterCheck } from './after-check.ts'
import { type Afterwards, stronger } from './afterwards.ts'
import { Connector } from './connector.ts'
import type { LifecycleEvents } from './crew-events.ts'
import type { CrewParts } from './crew-parts.ts'
import { Endpoints } from './endpoints.ts'
import { HealthLog } from './health-log.ts'
import { type Entry, Ledger } from './ledger.ts'
import { Places, type Purpose } from './places.ts'
import { RecyclingPace, recycleAge } from './recycling.ts'
import { mostFailures } from './restart-intensity.ts'
import { Roster } from './roster.ts'
import { depthOf } from './sizing.ts'
import { Supervision } from './supervision.ts'

/** These are followed by another worker, whether calls wait or not. */
const FOLLOWED: readonly RetireReason[] = ['reset', 'unhealthy', 'stray-error']

/** The life of each worker, from the claim of its slot to its thread's end: the only place where one changes its state. */
export class Lifecycle {
  readonly ledger: Ledger
  readonly places: Places
  readonly roster: Roster
  readonly endpoints: Endpoints
  readonly health: HealthLog
  readonly supervision: Supervision
  readonly connector: Connector
  readonly pace = new RecyclingPace()
  readonly #actors = new Map<Entry, Actor>()
  readonly #parts: CrewParts
  readonly #totals: PoolTotals
  readonly #events: LifecycleEvents
  readonly #clock: Clock

  constructor(parts: CrewParts, events: LifecycleEvents) {
    const { options, urls, regions, clock, random } = parts
    this.#parts = parts
    this.#totals = regions.pool.totals
    this.#events = events
    this.#clock = clock
    // What is not recorded is not timed either: how long its slots are busy is all that the ledger needs a clock for.
    this.ledger = new Ledger({ now: () => (regions.recording.on ? clock.now() : 0) })
    this.places = new Places(options)
    this.roster = new Roster(this.ledger, depthOf(options), (slot) => this.places.hasModel(slot))
    this.health = new HealthLog(events.tell, this.#totals)
    this.supervision = new Supervision(events.tell, clock, random)
    this.endpoints = new Endpoints(urls, options.breaker ? mostFailures(options.size) : undefined, {
      circuitOpened: (endpoint) => {
        endpoint.openedAt = clock.now()
        const cause = endpoint.lastFailure
        events.tell('circuit:open', { endpoint: endpoint.url, cause: cause && failureError(cause) })
        // What is idle there is not idle any more: it waits for the trial.
        for (const actor of this.actors) if (actor.endpoint === endpoint) this.part(actor, { kind: 'repair' })
      },
      circuitClosed: ({ url }) => events.tell('circuit:closed', { endpoint: url }),
    })
    this.connector = new Connector(clock, random, {
      opened: (actor, how) => this.#opened(actor, how),
      failed: (actor, failure) => this.#notOpened(actor, failure),
    })
  }

  get actors(): readonly Actor[] {
    return [...this.#actors.values()]
  }

  /** Starts a worker, where fewer than `limit` slots are in use, and of those that serve its purpose. */
  start(limit: number, purpose: Purpose): Actor | undefined {
    const slots = this.places.for(purpose, limit, this.ledger.slots)
    const entry = this.ledger.claim(limit, (slot) => !this.endpoints.of(slot).isDown, slots)
    if (entry === undefined) return undefined
    const { options, regions, makeActor } = this.#parts
    const settings = {
      ...this.#parts.settings(entry.slot),
      freeWorkers: this.roster.freeWorkers.memory,
      recording: regions.recording.memory,
    }
    const endpoint = this.endpoints.of(entry.slot)
    const events = {
      dying: (actor: Actor) => this.#lost(actor),
      exit: (actor: Actor) => this.#exited(actor),
      hung: (actor: Actor) => this.kill(actor),
      health: (actor: Actor, report: HealthReport) => this.checked(actor, report),
      strayed: (actor: Actor, thrown: CodeFailure) => this.#strayed(actor, thrown),
    }
    const region = regions.slotFor(entry.slot)
    const actor = makeActor(
      entry,
      { settings, region, endpoint, resourceLimits: options.resourceLimits },
      events,
      this.#clock,
    )
    this.#actors.set(entry, actor)
    this.connector.connect(actor, 'open')
    return actor
  }

  /** Gives back what was taken; a worker that died meanwhile is left to its end. */
  release(actor: Actor): void {
    if (actor.entry.state === 'busy' && this.roster.release(actor)) this.#settle(actor)
  }

  /** Says what becomes of a worker once it carries nothing: at once, where it is idle. */
  part(actor: Actor, afterwards: Afterwards): void {
    const { state } = actor.entry
    if (state === 'dying') return
    actor.afterwards = stronger(actor.afterwards, afterwards)
    if (state === 'busy') this.roster.hold(actor)
    else if (state === 'idle' || afterwards.kind === 'retire') this.#settle(actor)
  }

  /** A busy worker that was to retire stays. */
  stay(actor: Actor): void {
    const { afterwards, entry } = actor
    if (entry.state !== 'busy' || afterwards?.kind !== 'retire') return
    actor.afterwards = afterwards.otherwise
    if (actor.afterwards === undefined) this.roster.resume(actor)
  }

  /** Ends a worker that does not answer. */
  kill(actor: Actor): void {
    if (actor.entry.state === 'dying') return
    this.#lost(actor)
    void actor.killHung()
  }

  /** Ends every worker: idle ones in order, the others at once. */
  endAll(): void {
    this.connector.stop()
    for (const actor of this.actors) {
      const { state } = actor.entry
      // One that is dying already may have a second left to close in order: nobody waits for that now.
      if (state === 'dying') {
        void actor.kill()
        continue
      }
      if (actor.afterwards?.kind !== 'retire') actor.afterwards = { kind: 'retire', reason: 'close' }
      this.#leave(actor)
      void (state === 'idle' ? actor.retire() : actor.kill())
    }
  }

  /** Takes in what a health check has found. */
  checked(actor: Actor, report: HealthReport): void {
    this.health.add(actor.entry.slot, report)
    const afterwards = afterCheck(actor, report)
    if (afterwards !== undefined) this.part(actor, afterwards)
  }

  /** A worker carries nothing: what was said of it happens, or else it becomes idle. */
  #settle(actor: Actor): void {
    const now = this.#clock.now()
    const isDue = actor.afterwards === undefined && actor.isDue(now) && this.pace.take(now, this.ledger.size)
    const afterwards: Afterwards | undefined = isDue ? { kind: 'reopen' } : actor.afterwards
    if (afterwards?.kind === 'retire') {
      this.#leave(actor)
      void actor.retire()
      return
    }
    if (afterwards === undefined) {
      this.#becomeIdle(actor)
      return
    }
    actor.afterwards = undefined
    this.roster.leave(actor)
    this.ledger.move(actor.entry, 'opening')
    this.connector.connect(actor, afterwards.kind)
  }

  #becomeIdle(actor: Actor): void {
    actor.afterwards = undefined
    actor.idleSince = this.#clock.now()
    this.roster.becomeIdle(actor)
  }

  #opened(actor: Actor, how: Opening): void {
    const { slot } = actor.entry
    this.supervision.opened()
    this.#becomeIdle(actor)
    if (how !== 'repair') actor.recycleAtAgeMs = recycleAge(this.#parts.options.recycleAfterMs, this.#parts.random)
    if (how === 'open') {
      this.#totals.created++
      this.#events.tell('worker:opened', { slot, durationMs: this.#clock.now() - actor.bornAt })
    } else if (how === 'reopen') {
      this.#totals.recycled++
      this.#events.tell('worker:recycled', { slot })
    }
    this.#events.settled()
  }

  #notOpened(actor: Actor, failure: Failure): void {
    this.supervision.failed(failure)
    this.#totals.failed++
    this.#events.tell('worker:failed', { slot: actor.entry.slot, cause: failureError(failure) })
    this.#events.settled(failure)
  }

  /** Its thread ended unasked, or is ended because it does not answer. */
  #lost(actor: Actor): void {
    if (actor.entry.state === 'dying') return
    this.#totals.replaced++
    actor.afterwards = undefined
    this.#leave(actor)
  }

  #leave(actor: Actor): void {
    this.connector.leave(actor)
    this.roster.leave(actor)
    this.ledger.move(actor.entry, 'dying')
  }

  #strayed(actor: Actor, thrown: CodeFailure): void {
    const { slot, state } = actor.entry
    const { afterwards } = actor
    const cause = failureError(thrown)
    this.#events.tell('worker:stray-error', { slot, cause })
    const isKnown = afterwards?.kind === 'retire' && afterwards.reason === 'stray-error'
    // Its thread is as good as lost, which counts once for how fast threads may be restarted.
    if (!isKnown && state !== 'dying') this.supervision.threadEnded(slot, cause)
    this.part(actor, { kind: 'retire', reason: 'stray-error' })
  }

  #exited(actor: Actor): void {
    const { entry, endedWith, afterwards, forced } = actor
    const { slot } = entry
    if (entry.state !== 'dying') this.#lost(actor)
    this.ledger.free(entry)
    this.#actors.delete(entry)
    if (afterwards?.kind === 'retire') this.#events.tell('worker:retired', { slot, reason: afterwards.reason, forced })
    else {
      this.supervision.threadEnded(slot, endedWith)
      this.#events.tell('worker:replaced', { slot, cause: endedWith, forced })
    }
    const isFollowed = afterwards?.kind === 'retire' && FOLLOWED.includes(afterwards.reason)
    this.#events.ended(slot, isFollowed)
  }
}
