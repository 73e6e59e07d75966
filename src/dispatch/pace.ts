import type { Call } from './call.ts'

/** Weight of the newest duration in the moving average. */
const NEWEST = 0.2

/**
 * How long a call has lately taken on a worker, by operation and collection, as an exponentially weighted moving average of
 * those that travelled unmerged and succeeded.
 */
export class Pace {
  readonly #averageMs = new Map<string, number>()

  learn(call: Call, durationMs: number): void {
    const kind = kindOf(call)
    const before = this.#averageMs.get(kind) ?? durationMs
    this.#averageMs.set(kind, before + NEWEST * (durationMs - before))
  }

  /** Infinite for a call of which none like it was seen. */
  expectedMs(call: Call): number {
    return this.#averageMs.get(kindOf(call)) ?? Number.POSITIVE_INFINITY
  }
}

function kindOf({ request: { operation, target } }: Call): string {
  return `${operation} ${target}`
}
