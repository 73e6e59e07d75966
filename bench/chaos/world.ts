import type { CallOptions, Pool } from '../../src/index.ts'
import { COLLECTION } from './collection.ts'
import { Findings } from './findings.ts'
import type { Journal } from './journal.ts'
import type { PointModel } from './point-model.ts'

/** Limits of the pool in a run: short, so that all of them are met often. */
export const LIMITS = {
  timeoutMs: 1_500,
  acquireTimeoutMs: 1_000,
  healthCheckIntervalMs: 500,
  recycleAfterMs: 2_000,
  idleTimeoutMs: 1_000,
  maxQueue: 100,
} as const

/** What callers and the storm share. */
export interface World {
  readonly pool: Pool
  readonly journal: Journal
  readonly model: PointModel
  /** Reads that found what cannot be. */
  readonly wrongReads: Findings
  readonly leases: LeaseBook
  readonly tide: Tide
}

/** How many callers are at work: all of them, a few, or none, when connections lie idle. */
export interface Tide {
  callers: number
}

/** A text embedded in a worker, for what it does there. */
export function search({ pool, journal }: World, kind: string, text: string, options: CallOptions = {}) {
  const { timeoutMs = LIMITS.timeoutMs } = options
  return journal.track(kind, timeoutMs, () => pool.search(COLLECTION, text, { limit: 3, ...options }))
}

/** Who has which worker for himself. */
export class LeaseBook {
  readonly wrong = new Findings()
  readonly #held = new Map<number, number>()
  readonly #bornAt: (slot: number) => number | undefined

  /** @param bornAt when the worker in a slot was born; a new worker in an old slot is another one */
  constructor(bornAt: (slot: number) => number | undefined) {
    this.#bornAt = bornAt
  }

  static of(pool: Pool): LeaseBook {
    return new LeaseBook((slot) => {
      const worker = pool.stats().workers.find((one) => one.slot === slot)
      return worker && performance.now() - worker.ageMs
    })
  }

  take(slot: number): void {
    const bornAt = this.#bornAt(slot)
    const held = this.#held.get(slot)
    if (bornAt === undefined) return
    if (held !== undefined && Math.abs(held - bornAt) < 1) this.wrong.add(`the worker in slot ${slot} is leased twice`)
    this.#held.set(slot, bornAt)
  }

  giveBack(slot: number): void {
    this.#held.delete(slot)
  }
}
