import type { Dice } from './dice.ts'
import type { LedgerWatch } from './ledger-watch.ts'
import type { ChaosOptions } from './options.ts'
import { pause } from './waits.ts'
import { LIMITS, type World } from './world.ts'

const MOST_CALM_MS = 2_500
/** A check waits for a worker where there is none, and then for its answer. */
const CHECK_MS = LIMITS.acquireTimeoutMs + 2_000
const DEEDS = { resize: 5, reset: 3, checkHealth: 6, isHealthy: 3 }

/** Whoever runs the pool: resizes, resets and checks it, whatever the weather, and does not always wait. */
export class Steward {
  readonly #world: World
  readonly #watch: LedgerWatch
  readonly #options: ChaosOptions
  readonly #dice: Dice

  constructor(world: World, watch: LedgerWatch, options: ChaosOptions, dice: Dice) {
    this.#world = world
    this.#watch = watch
    this.#options = options
    this.#dice = dice
  }

  async run(signal: AbortSignal): Promise<void> {
    const underWay: Promise<unknown>[] = []
    while (!signal.aborted) {
      await pause(this.#dice.whole(0, MOST_CALM_MS), signal)
      if (signal.aborted) break
      const deed = this.#act()
      if (this.#dice.chance(0.7)) underWay.push(deed)
      else await deed
    }
    await Promise.all(underWay)
    // As many workers as in the beginning, whose memory is compared.
    await this.#resize(this.#options.size, 1)
  }

  #act(): Promise<unknown> {
    const { pool, journal } = this.#world
    switch (this.#dice.weighted(DEEDS)) {
      case 'resize': {
        const size = this.#dice.whole(1, this.#options.size)
        return this.#resize(size, this.#dice.whole(1, size))
      }
      case 'reset':
        return journal.track('reset', undefined, () => pool.reset())
      case 'checkHealth':
        return journal.track('checkHealth', CHECK_MS, () =>
          pool.checkHealth(this.#dice.pick(['fast', 'medium', 'deep'])),
        )
      case 'isHealthy':
        return journal.track('isHealthy', CHECK_MS, () => pool.isHealthy())
    }
  }

  #resize(size: number, minSize: number): Promise<unknown> {
    const { pool, journal } = this.#world
    this.#watch.shrunk = true
    return journal.track('resize', undefined, () => pool.resize({ size, minSize }))
  }
}
