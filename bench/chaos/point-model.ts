import type { Stored } from './collection.ts'

/** What a point may hold: the number of a write, or undefined where there is no point. */
export type Value = number | undefined

export interface Write {
  readonly value: Value
  readonly issuedAt: number
  readonly settledAt: number
  /** Acknowledged, or perhaps applied; one that was never sent is not told at all. */
  readonly acknowledged: boolean
}

/**
 * What the writes of a run allow each point to hold. Every point has one owner, who waits for each of its writes to settle
 * before the next, so that the last acknowledged write determines it, but for these:
 *
 * - a write without an acknowledgement, issued after it, may have been applied or not;
 * - a request that was sent and lost (that of an unacknowledged write, or an earlier attempt at one that was repeated and
 *   then acknowledged) may still arrive, up to `travelMs` after its write has settled, and so after a write that was
 *   issued by then. The docs say so of every outcome `unknown`.
 *
 * Everything else is a lost or an invented write.
 */
export class PointModel {
  readonly #travelMs: number
  readonly #writes = new Map<number, Write[]>()

  constructor(travelMs: number) {
    this.#travelMs = travelMs
  }

  wrote(id: number, write: Write): void {
    const before = this.#writes.get(id) ?? []
    // Those that can never be seen again are forgotten, or a long run would keep them all.
    const kept = write.acknowledged ? before.filter((one) => this.#mayFollow(one, write)) : before
    this.#writes.set(id, [...kept, write])
  }

  /** What a read may find that was issued after the last write had settled. */
  possible(id: number): ReadonlySet<Value> {
    const writes = this.#writes.get(id) ?? []
    return new Set(
      writes.some((write) => write.acknowledged)
        ? writes.map(({ value }) => value)
        : [undefined, ...writes.map(({ value }) => value)],
    )
  }

  /** A sentence for each point that holds what it cannot. */
  impossible(stored: Stored): string[] {
    const ids = new Set([...this.#writes.keys(), ...stored.keys()])
    return [...ids].flatMap((id) => this.wrong(id, stored.get(id)) ?? [])
  }

  /** Why the point cannot hold the value; undefined where it can. */
  wrong(id: number, value: Value): string | undefined {
    const possible = this.possible(id)
    if (possible.has(value)) return undefined
    const writes = (this.#writes.get(id) ?? [])
      .map(
        (one) =>
          `${shown(one.value)} ${one.acknowledged ? 'acknowledged' : 'perhaps'} (${one.issuedAt.toFixed(0)} to ${one.settledAt.toFixed(0)} ms)`,
      )
      .join(', ')
    return `point ${id} holds ${shown(value)}, after ${writes || 'no write'}`
  }

  #mayFollow(earlier: Write, later: Write): boolean {
    return earlier.settledAt + this.#travelMs > later.issuedAt
  }
}

function shown(value: Value): string {
  return value === undefined ? 'nothing' : String(value)
}
