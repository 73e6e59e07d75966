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
  readonly #how = new Map<Actor, Opening>()
  /** Failed attempts of each worker that is to be opened. */
  readonly #failed = new Map<Actor, number>()
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
    for (const { endpoint } of this.#how.keys()) if (endpoint.isDown) stuck++
    return stuck
  }

  connect(actor: Actor, how: Opening): void {
    this.#how.set(actor, how)
    this.#failed.set(actor, 0)
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
    this.#how.delete(actor)
    this.#failed.delete(actor)
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
    const how = this.#how.get(actor)
    if (how === undefined || !this.#mayTry(actor)) return
    const { endpoint } = actor
    const limitMs = actor.connectedAt === undefined ? CONNECT_LIMIT_MS : RECONNECT_LIMIT_MS
    const failure = await endpoint.try(() => actor.connect(how, limitMs))
    if (!this.#how.has(actor)) return
    this.#tellAttempted(actor, failure)
    if (failure === undefined) {
      // Its circuit was opened by others' requests meanwhile: there is a trial to wait for.
      if (endpoint.isOpen) void this.#attempt(actor)
      else this.#connected(actor, how)
      return
    }
    for (const other of endpoint.parked) this.#tellAttempted(other, failure)
    this.#failed.set(actor, (this.#failed.get(actor) ?? 0) + 1)
    this.#tryAgain(actor)
    this.#events.failed(actor, failure)
  }

  /** After a while; or at the success of the worker that tries for all. */
  #tryAgain(actor: Actor): void {
    const { endpoint } = actor
    if (endpoint.isDown) endpoint.prober ??= actor
    if (endpoint.isDown && endpoint.prober !== actor) {
      endpoint.parked.add(actor)
      return
    }
    // An embedder that does not load says nothing of the endpoint.
    const attempt = Math.max(endpoint.failedInARow, this.#failed.get(actor) ?? 0)
    const delayMs = fullJitterMs(attempt, RETRY_BASE_MS, RETRY_MOST_MS, this.#random)
    this.#timers.after(delayMs, () => void this.#attempt(actor))
  }

  /** Where the endpoint is down, for one worker at a time, and not at once where its circuit has just opened. */
  #mayTry(actor: Actor): boolean {
    const { endpoint } = actor
    if (!endpoint.isDown) return true
    endpoint.prober ??= actor
    if (endpoint.prober !== actor) {
      endpoint.parked.add(actor)
      return false
    }
    endpoint.parked.delete(actor)
    const waitMs = endpoint.isOpen ? endpoint.trialAt - this.#clock.now() : 0
    if (waitMs > 0) this.#timers.after(waitMs, () => void this.#attempt(actor))
    return waitMs <= 0
  }

  #tellAttempted(actor: Actor, failure: Failure | undefined): void {
    this.#onAttempted.get(actor)?.resolve(failure)
    this.#onAttempted.delete(actor)
  }

  #connected(actor: Actor, how: Opening): void {
    const { endpoint } = actor
    this.#how.delete(actor)
    this.#failed.delete(actor)
    endpoint.prober = undefined
    const parked = [...endpoint.parked]
    endpoint.parked.clear()
    this.#events.opened(actor, how)
    for (const other of parked) void this.#attempt(other)
  }
}

/** When a circuit that opens now is tried. */
export function trialAt(now: number): number {
  return now + TRIAL_AFTER_MS
}
