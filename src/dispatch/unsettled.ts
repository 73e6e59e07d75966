import type { Call } from './call.ts'

/**
 * The calls that have not settled, in no order. Not a Set: a Set whose entries come and go builds new tables, each old one
 * leads to the next, and once one lies in the old generation, no scavenge collects what the later ones held.
 */
export class Unsettled {
  readonly #calls: Call[] = []

  get size(): number {
    return this.#calls.length
  }

  add(call: Call): void {
    call.place = this.#calls.push(call) - 1
  }

  /** The last takes its place. */
  delete(call: Call): void {
    const last = this.#calls.pop()
    if (last === undefined || last === call) return
    last.place = call.place
    this.#calls[call.place] = last
  }

  all(): readonly Call[] {
    return [...this.#calls]
  }
}
