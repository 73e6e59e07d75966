import type { Actor } from './actor.ts'

/** Looks at connections that may be lost, beside the requests that they carry; at each once at a time. */
export class Suspicion {
  readonly #looking = new Set<Actor>()
  readonly #confirmed: (actor: Actor) => void

  constructor(confirmed: (actor: Actor) => void) {
    this.#confirmed = confirmed
  }

  async of(actor: Actor): Promise<void> {
    if (this.#looking.has(actor)) return
    this.#looking.add(actor)
    try {
      const { healthy } = await actor.check('medium', undefined)
      if (!healthy) this.#confirmed(actor)
    } catch {
      // Its thread has ended.
    } finally {
      this.#looking.delete(actor)
    }
  }
}
