import { COLLECTION } from './collection.ts'
import type { Dice } from './dice.ts'
import { WILD } from './embedder.ts'
import type { ChaosOptions } from './options.ts'
import { pause } from './waits.ts'
import type { FaultName, Weather } from './weather.ts'
import { LIMITS, search, type World } from './world.ts'

const MOST_CALM_MS = 700
const MOST_FAULT_MS = 2_500
/** An embedder that has been harmed has this long to be noticed. */
const HARM_TIMEOUT_MS = 600
/** Shares of the callers that are at work. */
const TIDES = [1, 1, 1, 1, 0.3, 0.1, 0] as const
const PROBE_EVERY_MS = 5
const GIVE_UP_RECOVERY_MS = 15_000

const FAULTS: Readonly<Record<FaultName, number>> = {
  ...{ blackhole: 4, 'blackhole both ways': 3, cut: 4, truncate: 4, 'half-open': 4, delay: 5 },
  ...{ 'slow close': 3, 'byte by byte': 3, refuse: 3, restart: 4 },
}
/** What is over at once. */
const STRIKES = {
  ...{ 'reset all': 6, 'hang up all': 6, 'kill one': 4, 'kill all': 2, 'stray throws': 3, 'spin one': 2 },
}
const KINDS = { fault: 37, strike: 30, 'bad starts': 3 }
/** In force when the pool is closed. */
const PARTINGS = { calm: 20, spin: 8, kill: 8, ...FAULTS }

export interface Recovery {
  readonly fault: string
  readonly ms: number
}

/** Harms connections and workers, one way after another, and sees how fast the pool recovers from each. */
export class Storm {
  readonly counts = new Map<string, number>()
  /** From the end of each lasting fault to the first answer to a call that was issued after it. */
  readonly recoveries: Recovery[] = []
  inForce = 'calm'
  readonly #world: World
  readonly #weather: Weather
  readonly #options: ChaosOptions
  readonly #dice: Dice

  constructor(world: World, weather: Weather, options: ChaosOptions, dice: Dice) {
    this.#world = world
    this.#weather = weather
    this.#options = options
    this.#dice = dice
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#world.tide.callers = Math.ceil(this.#options.callers * this.#dice.pick(TIDES))
      await pause(this.#dice.whole(0, MOST_CALM_MS), signal)
      if (signal.aborted) return
      switch (this.#dice.weighted(KINDS)) {
        case 'fault': {
          const name = this.#dice.weighted(FAULTS)
          this.#begin(name)
          this.#weather.turn(name, this.#dice)
          await this.#last(signal)
          break
        }
        case 'bad starts':
          this.#begin('bad starts')
          this.#weather.spoilStarts(this.#dice)
          await this.#harm(this.#options.size, WILD.exit)
          await this.#last(signal)
          break
        case 'strike':
          await this.#strike(this.#dice.weighted(STRIKES))
      }
      this.inForce = 'calm'
    }
  }

  /** Something that is in force when the pool is closed. */
  part(): void {
    const name = this.#dice.weighted(PARTINGS)
    this.#begin(`${name} at close`)
    if (name === 'spin') void this.#harm(1, WILD.spin)
    else if (name === 'kill') void this.#harm(this.#options.size, WILD.exit)
    else if (name !== 'calm') this.#weather.turn(name, this.#dice)
  }

  #begin(name: string): void {
    this.inForce = name
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
  }

  async #last(signal: AbortSignal): Promise<void> {
    await pause(this.#dice.whole(50, MOST_FAULT_MS), signal)
    await this.#weather.clear()
    const { pool, journal } = this.#world
    const liftedAt = performance.now()
    let elapsedMs = 0
    do {
      const probe = await journal.track('probe', LIMITS.timeoutMs, () => pool.client.retrieve(COLLECTION, { ids: [1] }))
      elapsedMs = probe.settledAt - liftedAt
      if (probe.answer !== undefined) break
      // A full queue refuses at once: without a pause nothing else would run.
      await pause(PROBE_EVERY_MS)
    } while (elapsedMs < GIVE_UP_RECOVERY_MS)
    this.recoveries.push({ fault: this.inForce, ms: elapsedMs })
  }

  async #strike(name: keyof typeof STRIKES): Promise<void> {
    const { size } = this.#options
    this.#begin(name)
    switch (name) {
      case 'reset all':
        this.#weather.resetAll()
        break
      case 'hang up all':
        this.#weather.hangUpAll()
        break
      case 'kill one':
        await this.#harm(1, WILD.exit)
        break
      case 'kill all':
        await this.#harm(size, WILD.exit)
        break
      case 'stray throws':
        await this.#harm(this.#dice.whole(1, size), this.#dice.pick([WILD.stray, WILD.strayRejection]))
        break
      case 'spin one':
        await this.#harm(1, WILD.spin)
        break
    }
  }

  async #harm(workers: number, text: string): Promise<void> {
    const options = { timeoutMs: HARM_TIMEOUT_MS }
    await Promise.all(Array.from({ length: workers }, () => search(this.#world, 'search, wild', text, options)))
  }
}
