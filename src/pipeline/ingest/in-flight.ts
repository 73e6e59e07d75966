import type { PointKey } from '../../operations/point-id.ts'

/**
 * The batches under way: at most `most`, and never two that share a point, so that of two records of one id the later one
 * of the source is stored in the end.
 */
export class InFlight {
  readonly #most: number
  readonly #running = new Map<Promise<void>, ReadonlySet<PointKey>>()

  constructor(most: number) {
    this.#most = most
  }

  /** Resolves when a batch with these points may start. */
  async room(keys: ReadonlySet<PointKey>): Promise<void> {
    for (;;) {
      const sharing = [...this.#running].find(([, others]) => [...keys].some((key) => others.has(key)))
      if (sharing !== undefined) await sharing[0]
      else if (this.#running.size >= this.#most) await Promise.race(this.#running.keys())
      else return
    }
  }

  /** `work` never rejects. */
  start(keys: ReadonlySet<PointKey>, work: () => Promise<void>): void {
    const running = work().finally(() => this.#running.delete(running))
    this.#running.set(running, keys)
  }

  async ended(): Promise<void> {
    await Promise.all(this.#running.keys())
  }
}
