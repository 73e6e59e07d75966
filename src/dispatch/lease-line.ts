import type { Actor } from '../actors/actor.ts'

type Turn = (actor: Actor | undefined) => Promise<void>

/** The calls of one lease, one after another on the leased worker. */
export class LeaseLine {
  readonly #actor: Actor
  #closed = false
  #last: Promise<void> = Promise.resolve()

  constructor(actor: Actor) {
    this.#actor = actor
  }

  /** Runs `turn` when those before have ended; without a worker where the lease has been released. */
  enter(turn: Turn): void {
    const actor = this.#closed ? undefined : this.#actor
    this.#last = this.#last.then(() => turn(actor))
  }

  /** Takes no more calls; resolves with the worker when those that entered have ended, undefined the second time. */
  async close(): Promise<Actor | undefined> {
    const actor = this.#closed ? undefined : this.#actor
    this.#closed = true
    await this.#last
    return actor
  }
}
