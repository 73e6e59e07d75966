/** Takes results in whatever order they come, and hands them on in that of their numbers: 0, 1, 2, … */
export class InOrder<T> {
  readonly #handOn: (result: T) => Promise<void>
  readonly #early = new Map<number, T>()
  #next = 0
  #last: Promise<void> = Promise.resolve()

  /** `handOn` is called again when the promise of its last call has settled; what it throws ends everything. */
  constructor(handOn: (result: T) => Promise<void>) {
    this.#handOn = handOn
  }

  /** Resolves when all that could be handed on has been. @throws what `handOn` threw, now or earlier */
  async put(number: number, result: T): Promise<void> {
    this.#early.set(number, result)
    for (let ready = this.#early.get(this.#next); ready !== undefined; ready = this.#early.get(this.#next)) {
      this.#early.delete(this.#next++)
      const now = ready
      this.#last = this.#last.then(() => this.#handOn(now))
    }
    await this.#last
  }
}
