import type { Clock } from '../base/clock.ts'
import { LevelTime } from '../base/level-time.ts'
import { type ActorState, transition } from './states.ts'

/** A place in the ledger: who holds it changes its state here and nowhere else. */
export interface Entry {
  readonly slot: number
  readonly state: ActorState
}

interface MutableEntry {
  slot: number
  state: ActorState
}

/**
 * The slots in use and the state of each. Its sums always add up: idle + busy + opening + dying = size, because a slot
 * counts in exactly one of them from `claim` to `free`.
 */
export class Ledger {
  readonly #entries = new Map<number, MutableEntry>()
  readonly #counts: Record<ActorState, number> = { opening: 0, idle: 0, busy: 0, dying: 0 }
  readonly #busyTime: LevelTime

  constructor(clock: Pick<Clock, 'now'>) {
    this.#busyTime = new LevelTime(clock, 0)
  }

  /** Slots in use. */
  get size(): number {
    return this.#entries.size
  }

  /** Those slots. */
  get slots(): number[] {
    return [...this.#entries.keys()]
  }

  count(state: ActorState): number {
    return this.#counts[state]
  }

  /** Time that slots have been busy so far, in ms: two for one second each come to 2,000. */
  get busyMs(): number {
    return this.#busyTime.totalMs
  }

  /**
   * Takes the first free slot of `slots` that is `wanted`, or else the first; its first state is `opening`. Undefined where
   * `limit` slots are in use.
   */
  claim(
    limit: number,
    wanted: (slot: number) => boolean = () => true,
    slots: readonly number[] = Array.from({ length: limit }, (_, slot) => slot),
  ): Entry | undefined {
    if (this.#entries.size >= limit) return undefined
    const free = slots.filter((slot) => !this.#entries.has(slot))
    const slot = free.find(wanted) ?? free[0]
    if (slot === undefined) return undefined
    const entry: MutableEntry = { slot, state: 'opening' }
    this.#entries.set(slot, entry)
    this.#counts.opening++
    return entry
  }

  move(entry: Entry, to: ActorState): void {
    const held = this.#held(entry)
    const from = held.state
    held.state = transition(from, to)
    this.#counts[from]--
    this.#counts[to]++
    if (from === 'busy' || to === 'busy') this.#busyTime.level = this.#counts.busy
  }

  /** Gives the slot back; only a dying worker's slot comes free. */
  free(entry: Entry): void {
    const held = this.#held(entry)
    if (held.state !== 'dying')
      throw new Error(`Slot ${held.slot} is ${held.state}: only a dying worker gives its slot back`)
    this.#counts.dying--
    this.#entries.delete(held.slot)
  }

  #held(entry: Entry): MutableEntry {
    const held = this.#entries.get(entry.slot)
    if (held === undefined || held !== entry) throw new Error(`Slot ${entry.slot} is not held by this worker`)
    return held
  }
}
