import type { Actor } from '../actors/actor.ts'

type Turn = (actor: Actor | undefined) => Promise<void>

/** The calls of one lease, one after another on the leased worker. */
export class LeaseLine {
  #actor: Actor | undefined
  #last: Promise<void> = Promise.resolve()

  constructor(actor: Actor) {
    this.#actor = actor
  }

  /** Runs `turn` when those before have ended; without a worker where the lease was released meanwhile. */
  enter(turn: Turn): void {
    this.#last = this.#last.then(() => turn(this.#actor))
  }

  /** Takes the worker out and resolves with it when the running turn has ended; undefined the second time. */
  async close(): Promise<Actor | undefined> {
    const actor = this.#actor
    this.#actor = undefined
    await this.#last
    return actor
  }
}
