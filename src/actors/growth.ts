import type { Bounds } from '../base/bounds.ts'
import type { Clock } from '../base/clock.ts'
import type { ResolvedOptions } from '../base/options.ts'
import type { CrewEvents } from './crew-events.ts'
import type { Lifecycle } from './lifecycle.ts'
import { depthOf, workersToOpen } from './sizing.ts'

/** Opens workers: as many as the waiting calls and `minSize` ask for, within the bounds. */
export class Growth {
  bounds: Bounds
  readonly #lifecycle: Lifecycle
  readonly #waiting: CrewEvents['waiting']
  readonly #isLazy: boolean
  readonly #depth: number
  readonly #clock: Clock
  #restartAt = 0

  constructor(lifecycle: Lifecycle, options: ResolvedOptions, waiting: CrewEvents['waiting'], clock: Clock) {
    this.#lifecycle = lifecycle
    this.#waiting = waiting
    this.#isLazy = options.lazy
    this.#depth = depthOf(options)
    this.#clock = clock
    this.bounds = { size: options.size, minSize: options.minSize }
  }

  /** Requests that could leave now or as soon as workers are open, those not started included. */
  get available(): number {
    const { ledger, roster } = this.#lifecycle
    const toCome = ledger.count('opening') + Math.max(0, this.bounds.size - ledger.size)
    return roster.free + toCome * this.#depth
  }

  /** Workers that wait for a node that is down while another is up: they serve nobody. */
  get stuck(): number {
    const { endpoints, connector } = this.#lifecycle
    return endpoints.areAllDown ? 0 : connector.stuck
  }

  grow(): void {
    if (this.#clock.now() < this.#restartAt) return
    const { ledger, roster, supervision } = this.#lifecycle
    const { size, minSize } = this.bounds
    const opening = ledger.count('opening')
    const count = workersToOpen({
      ...this.#waiting(),
      idle: ledger.count('idle'),
      free: roster.free,
      depth: this.#depth,
      opening,
      stuck: this.stuck,
      size: ledger.size,
      minSize: this.#isLazy ? 0 : minSize,
      maxSize: size,
    })
    const most = supervision.isRestartLimited(size) ? Math.max(0, 1 - opening) : count
    for (let opened = 0; opened < Math.min(count, most); opened++) this.#lifecycle.start(size)
  }

  /** After a thread's end: starts its successor where it is `isFollowed`. Time to wait before more are opened, in ms. */
  ended(isFollowed: boolean): number {
    const { size } = this.bounds
    const delayMs = this.#lifecycle.supervision.restartDelayMs(size)
    if (isFollowed && delayMs === 0) this.#lifecycle.start(size)
    this.#restartAt = this.#clock.now() + delayMs
    return delayMs
  }
}
