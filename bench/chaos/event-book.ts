import type { Pool, PoolStats } from '../../src/index.ts'
import { Findings } from './findings.ts'

/** Events that take turns: the second cannot come before the first, nor either of them twice in a row. */
const TURNS = [
  ['degraded', 'recovered'],
  ['circuit:open', 'circuit:closed'],
] as const

const COUNTED = ['worker:opened', 'worker:recycled', 'worker:replaced', 'worker:failed', 'worker:retired'] as const

type Figure = 'created' | 'recycled' | 'replaced' | 'failed' | 'healthFailures'

/** What the pool's events tell of it, for comparison with its figures. */
export class EventBook {
  readonly wrong = new Findings()
  readonly counts = new Map<string, number>()

  readonly #before: PoolStats

  /** Listens from now on: what the figures say already was told to nobody. */
  constructor(pool: Pick<Pool, 'on' | 'stats'>) {
    this.#before = pool.stats()
    for (const name of COUNTED) pool.on(name, () => this.#count(name))
    pool.on('worker:stray-error', () => this.#count('worker:stray-error'))
    pool.on('close', () => this.#count('close'))
    pool.on('health', ({ healthy }) => this.#count(healthy ? 'healthy' : 'unhealthy'))
    for (const [first, second] of TURNS) {
      let isFirst = true
      for (const name of [first, second]) {
        pool.on(name, () => {
          if ((name === first) !== isFirst) this.wrong.add(`${name} was told out of turn`)
          isFirst = name !== first
          this.#count(name)
        })
      }
    }
  }

  /** Compares with the figures of the pool once it has closed. */
  close(after: PoolStats): void {
    const since = (name: Figure) => after[name] - this.#before[name]
    const figures = {
      'worker:opened': since('created'),
      'worker:recycled': since('recycled'),
      'worker:replaced': since('replaced'),
      'worker:failed': since('failed'),
      unhealthy: since('healthFailures'),
      close: 1,
    }
    for (const [name, figure] of Object.entries(figures)) {
      const told = this.counts.get(name) ?? 0
      if (told !== figure) this.wrong.add(`${name} was told ${told} times, and counted ${figure} times`)
    }
  }

  #count(name: string): void {
    if (this.counts.has('close')) this.wrong.add(`${name} was told after close`)
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
  }
}
