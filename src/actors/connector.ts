import { fullJitterMs, type Random } from '../base/backoff.ts'
import type { Failure } from '../protocol/failure.ts'
import type { Actor } from './actor.ts'
import type { TimerGroup } from './timer-group.ts'

/** One attempt to connect may take this long. */
const CONNECT_LIMIT_MS = 2_000
export const RETRY_BASE_MS = 50
export const RETRY_MOST_MS = 1_000

/** The first connection of a new thread, or another one in the same thread. */
export type Opening = 'open' | 'reopen'

export interface ConnectorEvents {
  opened(actor: Actor, how: Opening): void
  failed(failure: Failure): void
}

/**
 * Opens the connections of workers that are `opening`, and tries again with backoff for as long as they are. A
 * connection that cannot open keeps its thread: the thread is not what is broken, and it may hold a model.
 */
export class Connector {
  readonly #timers: TimerGroup
  readonly #random: Random
  readonly #events: ConnectorEvents

  constructor(timers: TimerGroup, random: Random, events: ConnectorEvents) {
    this.#timers = timers
    this.#random = random
    this.#events = events
  }

  connect(actor: Actor, how: Opening): void {
    void this.#attempt(actor, how, 0)
  }

  async #attempt(actor: Actor, how: Opening, attempt: number): Promise<void> {
    const failure = await (how === 'open' ? actor.open(CONNECT_LIMIT_MS) : actor.reopen(CONNECT_LIMIT_MS))
    if (actor.entry.state !== 'opening') return
    if (failure === undefined) return this.#events.opened(actor, how)
    this.#events.failed(failure)
    this.#timers.after(fullJitterMs(attempt, RETRY_BASE_MS, RETRY_MOST_MS, this.#random), () => {
      if (actor.entry.state === 'opening') void this.#attempt(actor, how, attempt + 1)
    })
  }
}
