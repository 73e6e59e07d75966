import type { Fault, FaultProxy } from '../../test/support/fault-proxy.ts'
import type { Dice } from './dice.ts'
import { MOODS } from './embedder.ts'
import type { Rig } from './rig.ts'

/** The most that anything is delayed by a proxy. */
export const MOST_DELAY_MS = 1_200

const FAULTS = {
  blackhole: () => ({ kind: 'blackhole' }),
  'blackhole both ways': () => ({ kind: 'blackhole', both: true }),
  cut: (dice) => ({ kind: 'cut', afterBytes: dice.whole(0, 600) }),
  truncate: (dice) => ({ kind: 'truncate', afterBytes: dice.whole(0, 600) }),
  'half-open': () => ({ kind: 'half-open' }),
  delay: (dice) => ({ kind: 'delay', ms: dice.whole(1, MOST_DELAY_MS) }),
  'slow close': (dice) => ({ kind: 'slow-close', ms: dice.whole(50, MOST_DELAY_MS) }),
  'byte by byte': () => ({ kind: 'byte-by-byte' }),
  refuse: () => ({ kind: 'refuse' }),
  /** The server is gone with all of its connections, and comes back. */
  restart: () => ({ kind: 'refuse' }),
} as const satisfies Record<string, (dice: Dice) => Fault>

export type FaultName = keyof typeof FAULTS

const BAD_MOODS = [MOODS.throws, MOODS.exits, MOODS.slow] as const

/** What holds for a while, at all of the proxies and in the model that workers load. */
export class Weather {
  readonly #proxies: readonly FaultProxy[]
  readonly #mood: Int32Array

  constructor({ gates, mood }: Pick<Rig, 'gates' | 'mood'>) {
    this.#proxies = gates.map(({ proxy }) => proxy)
    this.#mood = mood
  }

  turn(name: FaultName, dice: Dice): void {
    const fault = FAULTS[name](dice)
    for (const proxy of this.#proxies) proxy.fault = fault
    if (name === 'restart') this.resetAll()
    if (name === 'slow close') this.hangUpAll()
  }

  /** From now on new workers fail, end, or take their time while they load their model. */
  spoilStarts(dice: Dice): void {
    Atomics.store(this.#mood, 0, dice.pick(BAD_MOODS))
  }

  /** Resolves when nothing is in force any more. */
  async clear(): Promise<void> {
    Atomics.store(this.#mood, 0, MOODS.good)
    for (const proxy of this.#proxies) proxy.fault = { kind: 'none' }
    for (const proxy of this.#proxies) await proxy.ready
  }

  resetAll(): void {
    for (const proxy of this.#proxies) proxy.resetAll()
  }

  hangUpAll(): void {
    for (const proxy of this.#proxies) proxy.hangUpAll()
  }
}
