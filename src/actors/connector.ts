import { fullJitterMs, type Random } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import type { Failure } from '../protocol/failure.ts'
import type { Actor, Opening } from './actor.ts'
import { TimerGroup } from './timer-group.ts'

/** One attempt to connect may take this long, */
const CONNECT_LIMIT_MS = 2_000
/** and this long once the thread had a connection: so that a pool is whole 2 s after its server's return. */
const RECONNECT_LIMIT_MS = 1_000
const RETRY_BASE_MS = 50
const RETRY_MOST_MS = 1_000
/** An open circuit stays so for at least this time. */
const TRIAL_AFTER_MS = 500

export interface ConnectorEvents {
  opened(actor: Actor, how: Opening): void
  failed(actor: Actor, failure: Failure): void
}

/**
 * Opens the connections of workers that are `opening`, and tries again with backoff for as long as they are. A
 * connection that cannot open keeps its thread: the thread is not what is broken, and it may hold a model. While an
 * endpoint is down one worker tries for all, and its success lets the others connect at once.
 */
export class Connector {
  readonly #timers: TimerGroup
  readonly #clock: Clock
  readonly #random: Random
  readonly #events: ConnectorEvents
  /** The workers that are to be opened: how, and after how many failed attempts. */
  readonly #toOpen = new Map<Actor, { readonly how: Opening; failed: number }>()
  readonly #onAttempted = new Map<Actor, PromiseWithResolvers<Failure | undefined>>()

  constructor(clock: Clock, random: Random, events: ConnectorEvents) {
    this.#timers = new TimerGroup(clock)
    this.#clock = clock
    this.#random = random
    this.#events = events
  }

  /** Workers that wait for an endpoint that is down. */
  get stuck(): number {
    let stuck = 0
    for (const { endpoint } of this.#toOpen.keys()) if (endpoint.isDown) stuck++
    return stuck
  }

  connect(actor: Actor, how: Opening): void {
    this.#toOpen.set(actor, { how, failed: 0 })
    void this.#attempt(actor)
  }

  /**
   * What the next attempt of a worker that is `opening` comes to, or that of the one that tries for all; undefined also
   * where it is given up.
   */
  attempted(actor: Actor): Promise<Failure | undefined> {
    const attempted = this.#onAttempted.get(actor) ?? Promise.withResolvers<Failure | undefined>()
    this.#onAttempted.set(actor, attempted)
    return attempted.promise
  }

  /** It is not to be opened any more. */
  leave(actor: Actor): void {
    this.#toOpen.delete(actor)
    this.#tellAttempted(actor, undefined)
    const { endpoint } = actor
    endpoint.parked.delete(actor)
    if (endpoint.prober !== actor) return
    endpoint.prober = undefined
    const [next] = endpoint.parked
    if (next !== undefined) void this.#attempt(next)
  }

  stop(): void {
    this.#timers.cancelAll()
  }

  async #attempt(actor: Actor): Promise<void> {
    const opening = this.#toOpen.get(actor)
    if (opening === undefined || !this.#mayTry(actor)) return
    const { how } = opening
    const { endpoint } = actor
    const limitMs = actor.connectedAt === undefined ? CONNECT_LIMIT_MS : RECONNECT_LIMIT_MS
    const failure = await endpoint.try(() => actor.connect(how, limitMs))
    if (!this.#toOpen.has(actor)) return
    this.#tellAttempted(actor, failure)
    if (failure === undefined) {
      // Its circuit was opened by others' requests meanwhile: there is a trial to wait for.
      if (endpoint.isOpen) void this.#attempt(actor)
      else this.#connected(actor, how)
      return
    }
    for (const other of endpoint.parked) this.#tellAttempted(other, failure)
    opening.failed++
    this.#tryAgain(actor, opening.failed)
    this.#events.failed(actor, failure)
  }

  /** After a while; or at the success of the worker that tries for all. */
  #tryAgain(actor: Actor, failed: number): void {
    const { endpoint } = actor
    if (endpoint.isDown && !this.#triesForAll(actor)) return
    // An embedder that does not load says nothing of the endpoint.
    const attempt = Math.max(endpoint.failedInARow, failed)
    const delayMs = fullJitterMs(attempt, RETRY_BASE_MS, RETRY_MOST_MS, this.#random)
    this.#timers.after(delayMs, () => void this.#attempt(actor))
  }

  /** Where the endpoint is down, for one worker at a time, and not at once where its circuit has just opened. */
  #mayTry(actor: Actor): boolean {
    const { endpoint } = actor
    if (!endpoint.isDown) return true
    if (!this.#triesForAll(actor)) return false
    const waitMs = endpoint.isOpen ? endpoint.openedAt + TRIAL_AFTER_MS - this.#clock.now() : 0
    if (waitMs > 0) this.#timers.after(waitMs, () => void this.#attempt(actor))
    return waitMs <= 0
  }

  /** One worker does while an endpoint is down; another is parked. */
  #triesForAll(actor: Actor): boolean {
    const { endpoint } = actor
    endpoint.prober ??= actor
    if (endpoint.prober === actor) endpoint.parked.delete(actor)
    else endpoint.parked.add(actor)
    return endpoint.prober === actor
  }

  #tellAttempted(actor: Actor, failure: Failure | undefined): void {
    this.#onAttempted.get(actor)?.resolve(failure)
    this.#onAttempted.delete(actor)
  }

  #connected(actor: Actor, how: Opening): void {
    const { endpoint } = actor
    this.#toOpen.delete(actor)
    endpoint.prober = undefined
    const parked = [...endpoint.parked]
    endpoint.parked.clear()
    this.#events.opened(actor, how)
    for (const other of parked) void this.#attempt(other)
  }
}
