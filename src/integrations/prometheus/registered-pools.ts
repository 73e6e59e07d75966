import type { PoolReading } from '../../monitor/reading.ts'
import { type Pool, readPool } from '../../pool/pool.ts'

/** The pools of one registry, each by a name of its own. */
export class RegisteredPools {
  readonly #pools = new Map<string, Pool>()
  #readings: readonly PoolReading[] | undefined

  get size(): number {
    return this.#pools.size
  }

  /** False where a pool of that name is here already. */
  add(name: string, pool: Pool): boolean {
    if (this.#pools.has(name)) return false
    this.#pools.set(name, pool)
    return true
  }

  delete(name: string): void {
    this.#pools.delete(name)
  }

  /** One reading a turn: a registry asks all metrics of a scrape in the same turn, so that they fit together. */
  read(): readonly PoolReading[] {
    if (this.#readings === undefined) {
      this.#readings = [...this.#pools.values()].map(readPool)
      queueMicrotask(() => {
        this.#readings = undefined
      })
    }
    return this.#readings
  }
}
