import { seeded } from '../../bench/dataset.ts'
import type { SlotRegion } from '../../src/metrics/slot-region.ts'

export const KINDS = ['requests', 'embedding', 'fast', 'medium', 'deep'] as const
export type Kind = (typeof KINDS)[number]

export interface Tally {
  count: number
  sum: number
  max: number
}

/** What a writer says it has written. */
export interface Written extends Record<Kind, Tally> {
  texts: number
}

/** Durations are whole 1/64 ms, of which sums are exact in whatever order they are added. */
const STEPS = 64
const LONGEST = 2 ** 18
const MOST_TEXTS = 100

/** Records made of a seed, kind by kind in turn, and what they come to, added up in plain numbers beside the region. */
export class RegionRecords {
  readonly written: Written
  readonly #random: () => number
  #made = 0

  constructor(seed: number) {
    this.#random = seeded(seed)
    const none = () => ({ count: 0, sum: 0, max: 0 })
    this.written = { requests: none(), embedding: none(), fast: none(), medium: none(), deep: none(), texts: 0 }
  }

  /** Makes the next record; without a region it is only added up. */
  next(region?: SlotRegion): void {
    const kind = KINDS[this.#made++ % KINDS.length] as Kind
    const durationMs = Math.floor(this.#random() ** 4 * LONGEST) / STEPS
    const texts = kind === 'embedding' ? Math.floor(this.#random() * MOST_TEXTS) : 0
    if (kind === 'requests') region?.requested(durationMs)
    else if (kind === 'embedding') region?.embedded(texts, durationMs)
    else region?.checked(kind, durationMs)
    const tally = this.written[kind]
    tally.count++
    tally.sum += durationMs
    tally.max = Math.max(tally.max, durationMs)
    this.written.texts += texts
  }
}

/** What the first `count` records of a seed come to. */
export function writtenBy(seed: number, count: number): Written {
  const records = new RegionRecords(seed)
  for (let made = 0; made < count; made++) records.next()
  return records.written
}

export function together(all: readonly Written[]): Written {
  const total = writtenBy(0, 0)
  for (const written of all) {
    total.texts += written.texts
    for (const kind of KINDS) {
      total[kind].count += written[kind].count
      total[kind].sum += written[kind].sum
      total[kind].max = Math.max(total[kind].max, written[kind].max)
    }
  }
  return total
}

/** What is counted in a region. */
export function writtenIn(region: SlotRegion): Written {
  const { requests, embedding, checks, texts } = region
  const tally = (kind: Kind) => {
    const { count, sum, max } = { requests, embedding, ...checks }[kind].read()
    return { count, sum, max }
  }
  return { ...Object.fromEntries(KINDS.map((kind) => [kind, tally(kind)])), texts } as Written
}
