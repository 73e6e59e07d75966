import type { Fault, FaultProxy } from '../../test/support/fault-proxy.ts'
import { COLLECTION } from './collection.ts'
import type { Dice } from './dice.ts'
import { WILD } from './embedder.ts'
import type { LedgerWatch } from './ledger-watch.ts'
import type { ChaosOptions } from './options.ts'
import { LIMITS, pause, search, type World } from './world.ts'

/** The most that anything is delayed by the proxy. */
export const MOST_DELAY_MS = 1_200

const MOST_CALM_MS = 700
const MOST_FAULT_MS = 2_500
/** An embedder that has been harmed has this long to be noticed. */
const HARM_TIMEOUT_MS = 600
/** Shares of the callers that are at work. */
const TIDES = [1, 1, 1, 1, 0.3, 0.1, 0] as const
const GIVE_UP_RECOVERY_MS = 15_000

const LASTING: Readonly<Record<string, (dice: Dice) => Fault>> = {
  blackhole: () => ({ kind: 'blackhole' }),
  'blackhole both ways': () => ({ kind: 'blackhole', both: true }),
  cut: (dice) => ({ kind: 'cut', afterBytes: dice.whole(0, 600) }),
  truncate: (dice) => ({ kind: 'truncate', afterBytes: dice.whole(0, 600) }),
  'half-open': () => ({ kind: 'half-open' }),
  delay: (dice) => ({ kind: 'delay', ms: dice.whole(1, MOST_DELAY_MS) }),
  'slow close': (dice) => ({ kind: 'slow-close', ms: dice.whole(50, MOST_DELAY_MS) }),
  'byte by byte': () => ({ kind: 'byte-by-byte' }),
  refuse: () => ({ kind: 'refuse' }),
  restart: () => ({ kind: 'refuse' }),
}

const DEEDS = {
  ...{ blackhole: 4, 'blackhole both ways': 3, cut: 4, truncate: 4, 'half-open': 4, delay: 5 },
  ...{ 'slow close': 3, 'byte by byte': 3, refuse: 3, restart: 4 },
  ...{ 'reset all': 6, 'hang up all': 6, 'kill one': 4, 'kill all': 2, 'stray throws': 3, 'spin one': 2 },
  ...{ resize: 4, reset: 3 },
}

type DeedName = keyof typeof DEEDS

/** Harms connections and workers, one fault after another, and sees how fast the pool recovers from each. */
export class Storm {
  readonly counts = new Map<string, number>()
  /** From the end of each lasting fault to the first answer to a call that was issued after it. */
  readonly recoveriesMs: number[] = []
  inForce = 'calm'
  readonly #world: World
  readonly #proxies: readonly FaultProxy[]
  readonly #watch: LedgerWatch
  readonly #size: number
  readonly #callers: number
  readonly #dice: Dice

  constructor(world: World, proxies: readonly FaultProxy[], watch: LedgerWatch, options: ChaosOptions, dice: Dice) {
    this.#world = world
    this.#proxies = proxies
    this.#watch = watch
    this.#size = options.size
    this.#callers = options.callers
    this.#dice = dice
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#world.tide.callers = Math.ceil(this.#callers * this.#dice.pick(TIDES))
      await pause(this.#dice.whole(0, MOST_CALM_MS), signal)
      if (signal.aborted) return
      const name = this.#dice.weighted(DEEDS)
      this.inForce = name
      const makeFault = LASTING[name]
      const isDone =
        makeFault === undefined ? await this.#strike(name) : await this.#last(name, makeFault(this.#dice), signal)
      if (isDone) this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
      this.inForce = 'calm'
    }
  }

  async #last(name: string, fault: Fault, signal: AbortSignal): Promise<boolean> {
    for (const proxy of this.#proxies) {
      proxy.fault = fault
      if (name === 'restart') proxy.resetAll()
      if (fault.kind === 'slow-close') proxy.hangUpAll()
    }
    await pause(this.#dice.whole(50, MOST_FAULT_MS), signal)
    for (const proxy of this.#proxies) proxy.fault = { kind: 'none' }
    for (const proxy of this.#proxies) await proxy.ready
    await this.#recover()
    return true
  }

  async #recover(): Promise<void> {
    const { pool, journal } = this.#world
    const liftedAt = performance.now()
    let elapsedMs = 0
    do {
      const probe = await journal.track('probe', LIMITS.timeoutMs, () => pool.client.retrieve(COLLECTION, { ids: [1] }))
      elapsedMs = probe.settledAt - liftedAt
      if (probe.answer !== undefined) break
    } while (elapsedMs < GIVE_UP_RECOVERY_MS)
    this.recoveriesMs.push(elapsedMs)
  }

  /** False where this pool cannot do that. */
  async #strike(name: DeedName): Promise<boolean> {
    const { pool } = this.#world
    switch (name) {
      case 'reset all':
        for (const proxy of this.#proxies) proxy.resetAll()
        return true
      case 'hang up all':
        for (const proxy of this.#proxies) proxy.hangUpAll()
        return true
      case 'kill one':
        await this.#harm(1, WILD.exit)
        return true
      case 'kill all':
        await this.#harm(this.#size, WILD.exit)
        return true
      case 'stray throws':
        await this.#harm(this.#dice.whole(1, this.#size), this.#dice.pick([WILD.stray, WILD.strayRejection]))
        return true
      case 'spin one':
        await this.#harm(1, WILD.spin)
        return true
      case 'resize': {
        if (pool.resize === undefined) return false
        const size = this.#dice.whole(1, this.#size)
        this.#watch.shrunk = true
        await this.#world.journal.track('resize', undefined, async () => pool.resize?.({ size, minSize: 1 }))
        return true
      }
      case 'reset':
        if (pool.reset === undefined) return false
        await this.#world.journal.track('reset', undefined, async () => pool.reset?.())
        return true
      default:
        throw new Error(`Nothing is known of ${name}`)
    }
  }

  async #harm(workers: number, text: string): Promise<void> {
    const searches = Array.from({ length: workers }, () =>
      search(this.#world, 'search, wild', text, { timeoutMs: HARM_TIMEOUT_MS }),
    )
    await Promise.all(searches)
  }
}
