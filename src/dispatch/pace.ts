/** Weight of the newest duration in the moving average. */
const NEWEST = 0.2

/** How long a request of each operation has lately taken on a worker, as an exponentially weighted moving average. */
export class Pace {
  readonly #averageMs = new Map<string, number>()

  learn(operation: string, durationMs: number): void {
    const before = this.#averageMs.get(operation) ?? durationMs
    this.#averageMs.set(operation, before + NEWEST * (durationMs - before))
  }

  /** Infinite for an operation that was never seen. */
  expectedMs(operation: string): number {
    return this.#averageMs.get(operation) ?? Number.POSITIVE_INFINITY
  }
}
