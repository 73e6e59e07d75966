import { fullJitterMs, type Random } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import type { ResolvedOptions } from '../base/options.ts'
import type { Failure } from '../protocol/failure.ts'
import type { ThreadSettings } from '../protocol/messages.ts'
import { Actor } from './actor.ts'
import { Connector, type Opening, RETRY_BASE_MS, RETRY_MOST_MS } from './connector.ts'
import type { CrewEvents, CrewTotals } from './crew-events.ts'
import { type Entry, Ledger } from './ledger.ts'
import { recycleAge } from './recycling.ts'
import { Roster } from './roster.ts'
import { depthOf, workersToOpen } from './sizing.ts'
import { TimerGroup } from './timer-group.ts'

/** Ages and idle times are looked at this often, or at a quarter of the shortest of them. */
const HOUSEKEEPING_MS = 1_000

/** The workers of a pool: opens, recycles, replaces and retires them. Who gets one is the dispatcher's business. */
export class Crew {
  readonly ledger = new Ledger()
  readonly totals: CrewTotals = { created: 0, recycled: 0, replaced: 0, failed: 0, healthFailures: 0 }
  readonly #actors = new Map<Entry, Actor>()
  readonly #roster: Roster
  readonly #depth: number
  readonly #options: ResolvedOptions
  readonly #settings: (slot: number) => ThreadSettings
  readonly #events: CrewEvents
  readonly #clock: Clock
  readonly #random: Random
  readonly #timers: TimerGroup
  readonly #connector: Connector
  readonly #emptied = Promise.withResolvers<void>()
  #lastFailure: Failure | undefined
  #crashesInARow = 0
  #closed = false
  #starting: { opened(): void; hopeless(): void } | undefined

  constructor(
    options: ResolvedOptions,
    settings: (slot: number) => ThreadSettings,
    events: CrewEvents,
    clock: Clock,
    random: Random,
  ) {
    this.#options = options
    this.#settings = settings
    this.#depth = depthOf(options)
    this.#roster = new Roster(this.ledger, this.#depth)
    this.#events = events
    this.#clock = clock
    this.#random = random
    this.#timers = new TimerGroup(clock)
    this.#connector = new Connector(this.#timers, random, {
      opened: (actor, how) => this.#opened(actor, how),
      failed: (failure) => this.#notOpened(failure),
    })
    this.#scheduleHousekeeping()
  }

  get actors(): readonly Actor[] {
    return [...this.#actors.values()]
  }

  /** Requests that could leave now or as soon as workers are open, those not started included. */
  get available(): number {
    const toCome = this.ledger.count('opening') + Math.max(0, this.#options.size - this.ledger.size)
    return this.free + toCome * this.#depth
  }

  /** Why the last worker could not be opened or ended unasked; undefined after the next success. */
  get lastFailure(): Failure | undefined {
    return this.#lastFailure
  }

  /** Opens `minSize` workers. @throws Error when they are not open within `timeoutMs`, or one can never open */
  async open(timeoutMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const stop = this.#clock.after(timeoutMs, () => reject(new Error(`not open within ${timeoutMs} ms`)))
    this.#starting = {
      opened: () => this.ledger.count('opening') === 0 && resolve(),
      // The embedder does not load: another attempt would find the same module.
      hopeless: () => reject(new Error('a worker cannot be opened')),
    }
    try {
      this.grow()
      await promise
    } finally {
      stop()
      this.#starting = undefined
    }
  }

  /** Requests that could leave now. */
  get free(): number {
    return this.#roster.free
  }

  /** Requests that workers carry now, not counting those of leases. */
  get underWay(): number {
    return this.#roster.underWay
  }

  /** A worker for one request, until `release`. */
  take(): Actor | undefined {
    return this.#roster.take()
  }

  /** A worker for a lease, until `release`. */
  takeIdle(): Actor | undefined {
    return this.#roster.takeIdle()
  }

  /** Gives back what was taken; a worker that died meanwhile is left to its end. */
  release(actor: Actor): void {
    if (actor.entry.state !== 'busy') return
    if (this.#roster.release(actor)) actor.idleSince = this.#clock.now()
    this.#events.free()
  }

  /** Opens as many workers as the waiting calls and `minSize` ask for. */
  grow(): void {
    if (this.#closed) return
    const { size, minSize, lazy } = this.#options
    const count = workersToOpen({
      ...this.#events.waiting(),
      idle: this.ledger.count('idle'),
      free: this.free,
      depth: this.#depth,
      opening: this.ledger.count('opening'),
      size: this.ledger.size,
      minSize: lazy ? 0 : minSize,
      maxSize: size,
    })
    for (let opened = 0; opened < count; opened++) this.#open()
  }

  /** Ends a worker that does not answer. */
  kill(actor: Actor): void {
    this.#die(actor)
    void actor.kill()
  }

  /** Retires every worker; those that a call still holds are killed. Resolves when the last thread has ended. */
  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true
      this.#timers.cancelAll()
      for (const actor of this.actors) {
        const { state } = actor.entry
        this.#die(actor)
        void (state === 'idle' ? actor.retire() : actor.kill())
      }
      if (this.ledger.size === 0) this.#emptied.resolve()
    }
    await this.#emptied.promise
  }

  #open(): void {
    const entry = this.ledger.claim(this.#options.size)
    if (entry === undefined) return
    const events = {
      dying: (actor: Actor) => this.#onCrash(actor),
      exit: (actor: Actor) => this.#onExit(actor),
      health: (_actor: Actor, report: { healthy: boolean }) => {
        if (!report.healthy) this.totals.healthFailures++
      },
    }
    const thread = { settings: this.#settings(entry.slot), resourceLimits: this.#options.resourceLimits }
    const actor = new Actor(entry, thread, events, this.#clock)
    this.#actors.set(entry, actor)
    this.#connector.connect(actor, 'open')
  }

  #opened(actor: Actor, how: Opening): void {
    this.#lastFailure = undefined
    this.#crashesInARow = 0
    actor.recycleAtAgeMs = recycleAge(this.#options.recycleAfterMs, this.#random)
    if (how === 'open') this.totals.created++
    else this.totals.recycled++
    actor.idleSince = this.#clock.now()
    this.#roster.becomeIdle(actor)
    this.#events.free()
    this.#starting?.opened()
  }

  #notOpened(failure: Failure): void {
    this.#lastFailure = failure
    this.totals.failed++
    if (failure.kind === 'code') this.#starting?.hopeless()
  }

  #die(actor: Actor): void {
    if (actor.entry.state === 'dying') return
    this.#roster.leave(actor)
    this.ledger.move(actor.entry, 'dying')
  }

  #onCrash(actor: Actor): void {
    if (actor.entry.state === 'dying') return
    this.#crashesInARow++
    this.totals.replaced++
    this.#lastFailure = {
      kind: 'code',
      name: 'Error',
      message: `the thread of worker ${actor.entry.slot} ended unasked`,
    }
    this.#die(actor)
  }

  #onExit(actor: Actor): void {
    this.#die(actor)
    this.ledger.free(actor.entry)
    this.#actors.delete(actor.entry)
    this.#events.ended(actor.entry.slot)
    if (this.#closed) {
      if (this.ledger.size === 0) this.#emptied.resolve()
      return
    }
    const delay =
      this.#crashesInARow < 2 ? 0 : fullJitterMs(this.#crashesInARow, RETRY_BASE_MS, RETRY_MOST_MS, this.#random)
    if (delay === 0) this.grow()
    else this.#timers.after(delay, () => this.grow())
  }

  #scheduleHousekeeping(): void {
    const { idleTimeoutMs, recycleAfterMs } = this.#options
    this.#timers.after(Math.min(HOUSEKEEPING_MS, idleTimeoutMs / 4, recycleAfterMs / 4), () => {
      this.#keepHouse()
      this.#scheduleHousekeeping()
    })
  }

  #keepHouse(): void {
    const now = this.#clock.now()
    // One of each a round: a pool that is due all at once goes on working.
    const old = this.#roster.idle.find((actor) => actor.isDue(now))
    if (old !== undefined) {
      this.#roster.leave(old)
      this.ledger.move(old.entry, 'opening')
      this.#connector.connect(old, 'reopen')
    }
    const [unused] = this.#roster.idle
    const isSpare = this.ledger.size - this.ledger.count('dying') > this.#options.minSize
    if (unused !== undefined && isSpare && now - unused.idleSince >= this.#options.idleTimeoutMs) {
      this.#die(unused)
      void unused.retire()
    }
    this.grow()
  }
}
