import type { CodeFailure } from '../protocol/failure.ts'

/** Code of the user's threw outside of the promise that it gave, while it ran for a call. */
export class StrayError extends Error {
  override readonly name = 'StrayError'
  readonly thrown: CodeFailure
  constructor(thrown: CodeFailure) {
    super(thrown.message)
    this.thrown = thrown
  }
}

/**
 * Runs the user's code in the worker: an embedder, or a task. What it throws outside of its promise would, caught and ignored, let
 * the call succeed; here it fails every call for which such code runs at that moment, since nobody can tell whose it was.
 */
export class UserCode {
  readonly #running = new Set<(thrown: StrayError) => void>()
  readonly #onChange: (underWay: number) => void
  #underWay = 0

  /** `onChange` is told how many runs are under way; one that was given up is, for as long as it goes on. */
  constructor(onChange: (underWay: number) => void) {
    this.#onChange = onChange
  }

  /** @throws StrayError, and what `work` rejects with */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const { promise: strayed, reject } = Promise.withResolvers<never>()
    this.#running.add(reject)
    this.#onChange(++this.#underWay)
    // In a promise of its own: work that throws at once has ended, too.
    const done = (async () => work())().finally(() => this.#onChange(--this.#underWay))
    try {
      return await Promise.race([done, strayed])
    } finally {
      this.#running.delete(reject)
    }
  }

  strayed(thrown: CodeFailure): void {
    for (const reject of this.#running) reject(new StrayError(thrown))
  }
}
