import { createPool } from '../../src/index.ts'
import { Caller } from './caller.ts'
import type { Dice } from './dice.ts'
import { LedgerWatch } from './ledger-watch.ts'
import { poolOptions, type Rig } from './rig.ts'
import { pause } from './waits.ts'
import { LeaseBook, LIMITS, type World } from './world.ts'

export const SIDE_SIZE = 2

const MOST_CALM_MS = 4_000
const MOST_LIFE_MS = 1_500
const MOST_CLOSE_TIMEOUT_MS = 500
/** A pool that was not opened, or is closed, has this long to end its threads. */
const END_MS = 1_000

/** Pools that are opened, used a little and closed, one after another, whatever the weather. */
export class SidePools {
  readonly #rig: Rig
  readonly #world: World
  readonly #watch: LedgerWatch
  readonly #dice: Dice
  /** Points and values of their callers begin there. */
  readonly #firstIndex: number
  #opened = 0

  constructor(rig: Rig, world: World, watch: LedgerWatch, dice: Dice, firstIndex: number) {
    this.#rig = rig
    this.#world = world
    this.#watch = watch
    this.#dice = dice
    this.#firstIndex = firstIndex
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(this.#dice.whole(0, MOST_CALM_MS), signal)
      if (!signal.aborted) await this.#live(signal)
    }
  }

  async #live(signal: AbortSignal): Promise<void> {
    const { journal } = this.#world
    const options = {
      ...poolOptions(this.#rig, this.#rig.sideGate),
      name: 'beside',
      size: SIDE_SIZE,
      minSize: this.#dice.whole(1, SIDE_SIZE),
      lazy: this.#dice.chance(0.3),
    }
    const boundMs = LIMITS.acquireTimeoutMs + END_MS
    const { answer } = await journal.track('side pool', boundMs, () => createPool(options))
    if (answer === undefined) return
    const pool = answer.value
    const watch = new LedgerWatch(() => pool.stats(), this.#watch.wrong)
    const world = { ...this.#world, pool, tide: { callers: Number.POSITIVE_INFINITY }, leases: LeaseBook.of(pool) }
    const caller = new Caller(this.#firstIndex + this.#opened++, world, this.#dice.fork())
    const over = new AbortController()
    const calling = caller.run(over.signal)
    await pause(this.#dice.whole(0, MOST_LIFE_MS), signal)
    const timeoutMs = this.#dice.whole(0, MOST_CLOSE_TIMEOUT_MS)
    const closed = journal.track('side pool, close', timeoutMs + END_MS, () => pool.close({ timeoutMs }))
    over.abort()
    await Promise.all([closed, calling])
    watch.stop()
  }
}
