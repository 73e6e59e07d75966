import type { Bounds } from '../base/bounds.ts'
import type { Clock } from '../base/clock.ts'
import { LevelTime } from '../base/level-time.ts'
import type { ResolvedOptions } from '../base/options.ts'
import type { Regions } from '../metrics/regions.ts'
import type { Failure } from '../protocol/failure.ts'
import type { HealthReport } from '../protocol/messages.ts'
import type { Actor } from './actor.ts'
import type { Connector } from './connector.ts'
import type { CrewEvents } from './crew-events.ts'
import type { CrewParts } from './crew-parts.ts'
import type { Endpoints } from './endpoints.ts'
import { Growth } from './growth.ts'
import type { HealthLog } from './health-log.ts'
import { housekeepingMs, toRecycle, toShrink } from './housekeeping.ts'
import type { Ledger } from './ledger.ts'
import { Lifecycle } from './lifecycle.ts'
import { replaceAll } from './replace-all.ts'
import { shrinkTo } from './shrink-to.ts'
import { depthOf } from './sizing.ts'
import { TimerGroup } from './timer-group.ts'

/** The workers of a pool: how many there are, and who is lent out. Who gets one is the dispatcher's business. */
export class Crew {
  readonly ledger: Ledger
  /** How long as many workers as there may be could have been busy. */
  readonly capacity: LevelTime
  /** What its workers and the pool count. */
  readonly regions: Regions
  readonly endpoints: Endpoints
  readonly health: HealthLog
  readonly connector: Connector
  readonly #lifecycle: Lifecycle
  readonly #growth: Growth
  readonly #depth: number
  readonly #options: ResolvedOptions
  readonly #events: CrewEvents
  readonly #clock: Clock
  readonly #timers: TimerGroup
  readonly #emptied = Promise.withResolvers<void>()
  #closed = false
  /** Settles when the first `minSize` workers are open, or one can never open. */
  #start: PromiseWithResolvers<void> | undefined

  constructor(parts: CrewParts, events: CrewEvents) {
    const { options, clock, regions } = parts
    this.regions = regions
    this.#options = options
    this.#depth = depthOf(options)
    this.capacity = new LevelTime(clock, options.size)
    this.#events = events
    this.#clock = clock
    this.#timers = new TimerGroup(clock)
    const ownEvents = {
      settled: (failure?: Failure) => this.#settled(failure),
      ended: (slot: number, isFollowed: boolean) => this.#ended(slot, isFollowed),
      tell: events.tell,
    }
    this.#lifecycle = new Lifecycle(parts, ownEvents)
    this.#growth = new Growth(this.#lifecycle, options, events.waiting, clock)
    this.ledger = this.#lifecycle.ledger
    this.endpoints = this.#lifecycle.endpoints
    this.health = this.#lifecycle.health
    this.connector = this.#lifecycle.connector
    this.#scheduleHousekeeping()
  }

  get actors(): readonly Actor[] {
    return this.#lifecycle.actors
  }

  get bounds(): Bounds {
    return this.#growth.bounds
  }

  /** Requests that could leave now or as soon as workers are open, those not started included. */
  get available(): number {
    return this.#growth.available
  }

  /** Those of them that could leave for a worker with the embedding model. */
  get availableWithModel(): number {
    return this.#growth.availableWithModel
  }

  /** Most workers that have the model. */
  get mostWithModel(): number {
    return this.#lifecycle.places.withModel(this.bounds.size)
  }

  /** Whether some workers do without the model that others have. */
  get isSplit(): boolean {
    return this.#growth.isSplit
  }

  /** Whether the workers with the model may be fewer than all: what needs it is told apart. */
  get tellsModelApart(): boolean {
    return this.#options.embedWorkers !== undefined
  }

  /** Why the last worker could not be opened or ended unasked; undefined after the next success. */
  get lastFailure(): Failure | undefined {
    return this.#lifecycle.supervision.lastFailure
  }

  /** Requests that could leave now. */
  get free(): number {
    return this.#lifecycle.roster.free
  }

  /** Those of them that could leave for a worker with the model. */
  get freeWithModel(): number {
    return this.#lifecycle.roster.freeWithModel
  }

  /** Requests that workers carry now, not counting those of leases. */
  get underWay(): number {
    return this.#lifecycle.roster.underWay
  }

  /** Opens `minSize` workers. @throws Error when they are not open within `timeoutMs`, or one can never open */
  async open(timeoutMs: number): Promise<void> {
    const start = Promise.withResolvers<void>()
    const stop = this.#clock.after(timeoutMs, () => start.reject(new Error(`not open within ${timeoutMs} ms`)))
    this.#start = start
    try {
      this.grow()
      await start.promise
    } finally {
      stop()
      this.#start = undefined
    }
  }

  /** A worker for one request, until `release`. */
  take(needsModel = false): Actor | undefined {
    return this.#lifecycle.roster.take(needsModel)
  }

  /** A worker for a lease, until `release`. */
  takeIdle(): Actor | undefined {
    return this.#lifecycle.roster.takeIdle()
  }

  release(actor: Actor): void {
    this.#lifecycle.release(actor)
    this.#events.free()
  }

  /** Tells what came of a request: a connection that may be lost is checked before it carries another. */
  outcome(actor: Actor, failure: Failure | undefined): void {
    actor.endpoint.count(failure)
    if (failure === undefined) actor.strikes = 0
    if (failure?.kind !== 'connection' || failure.code === 'INVALID_RESPONSE') return
    this.#lifecycle.supervision.failed(failure)
    this.#lifecycle.part(actor, { kind: 'repair' })
  }

  /** A request was given up, which over HTTP/1.1 closed its connection. */
  gaveUp(actor: Actor): void {
    if (this.#depth === 1) this.#lifecycle.part(actor, { kind: 'repair' })
  }

  /** Takes in what a health check that was asked for has found. */
  checked(actor: Actor, report: HealthReport): void {
    this.#lifecycle.checked(actor, report)
  }

  /** Ends a worker that does not answer. */
  kill(actor: Actor): void {
    this.#lifecycle.kill(actor)
  }

  /** Opens as many workers as the waiting calls and `minSize` ask for. */
  grow(): void {
    if (!this.#closed) this.#growth.grow()
  }

  /** Takes new bounds. Resolves when surplus workers that were not busy have ended; busy ones retire as they come free. */
  async resize(bounds: Bounds): Promise<void> {
    this.#growth.bounds = bounds
    this.capacity.level = bounds.size
    const ended = shrinkTo(this.#lifecycle, bounds.size)
    this.grow()
    this.#events.free()
    await ended
  }

  /** Replaces every worker. Undefined, or why a successor could not be opened: then those that are left stay. */
  reset(): Promise<Failure | undefined> {
    return replaceAll(this.#lifecycle, () => this.#closed)
  }

  /** Retires every worker; those that a call still holds are killed. Resolves when the last thread has ended. */
  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true
      this.#timers.cancelAll()
      this.#lifecycle.endAll()
      if (this.ledger.size === 0) this.#emptied.resolve()
    }
    await this.#emptied.promise
  }

  #settled(failure: Failure | undefined): void {
    this.#assess()
    // The embedder does not load: who starts a pool hears of it at once, instead of after `acquireTimeoutMs`.
    if (failure?.kind === 'code') this.#start?.reject(new Error('a worker cannot be opened'))
    if (failure === undefined) this.#events.free()
    else this.grow()
    const open = this.ledger.count('idle') + this.ledger.count('busy')
    if (open > 0 && open + this.#growth.stuck >= this.bounds.minSize) this.#start?.resolve()
  }

  #ended(slot: number, isFollowed: boolean): void {
    this.#events.ended(slot)
    if (this.#closed) {
      if (this.ledger.size === 0) this.#emptied.resolve()
      return
    }
    this.#assess()
    const delayMs = this.#growth.ended(slot, isFollowed)
    if (delayMs === 0) this.grow()
    else this.#timers.after(delayMs, () => this.grow())
  }

  #assess(): void {
    this.#lifecycle.supervision.assess(this.bounds.size, this.endpoints.areAllUnreachable)
  }

  #scheduleHousekeeping(): void {
    this.#timers.after(housekeepingMs(this.#options, this.bounds.size), () => {
      this.#keepHouse()
      this.#scheduleHousekeeping()
    })
  }

  #keepHouse(): void {
    const now = this.#clock.now()
    const { actors, ledger } = this
    const old = toRecycle(actors, now, this.#depth)
    if (old !== undefined && this.#lifecycle.pace.take(now, ledger.size)) this.#lifecycle.part(old, { kind: 'reopen' })
    const unused = toShrink(actors, now, this.bounds.minSize, this.#options.idleTimeoutMs)
    if (unused !== undefined) this.#lifecycle.part(unused, { kind: 'retire', reason: 'idle' })
    this.grow()
    this.#assess()
  }
}
