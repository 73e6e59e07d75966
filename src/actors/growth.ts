import type { Bounds } from '../base/bounds.ts'
import type { Clock } from '../base/clock.ts'
import type { ResolvedOptions } from '../base/options.ts'
import type { CrewEvents } from './crew-events.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Purpose } from './places.ts'
import { depthOf, workersToOpen } from './sizing.ts'

const NOTHING = { served: 0, toOpen: 0 }

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

  /** Those of them that could leave for a worker with the model. */
  get availableWithModel(): number {
    if (!this.isSplit) return this.available
    const { ledger, roster } = this.#lifecycle
    const { size, most, opening } = this.#withModel
    const toOpen = Math.max(0, Math.min(most - size, this.bounds.size - ledger.size))
    return roster.freeWithModel + (opening + toOpen) * this.#depth
  }

  /** Whether some workers do without the model. */
  get isSplit(): boolean {
    return this.#lifecycle.places.areSplit(this.bounds.size)
  }

  /** Workers that wait for a node that is down while another is up: they serve nobody. */
  get stuck(): number {
    const { endpoints, connector } = this.#lifecycle
    return endpoints.areAllDown ? 0 : connector.stuck
  }

  grow(): void {
    const { ledger, supervision } = this.#lifecycle
    const { size } = this.bounds
    if (ledger.size >= size || this.#clock.now() < this.#restartAt) return
    const purposes = this.#wanted()
    const most = supervision.isRestartLimited(size) ? Math.max(0, 1 - ledger.count('opening')) : purposes.length
    for (const purpose of purposes.slice(0, most)) this.#lifecycle.start(size, purpose)
  }

  /**
   * After the end of a thread: starts its successor, of its kind, where it is `isFollowed`. Time to wait before more are
   * opened, in ms.
   */
  ended(slot: number, isFollowed: boolean): number {
    const { size } = this.bounds
    const { supervision, places } = this.#lifecycle
    const delayMs = supervision.restartDelayMs(size)
    if (isFollowed && delayMs === 0) this.#lifecycle.start(size, places.hasModel(slot) ? 'model' : 'others')
    this.#restartAt = this.#clock.now() + delayMs
    return delayMs
  }

  /** What workers are to be opened for, one purpose each: those that need the model first, which have the least choice. */
  #wanted(): Purpose[] {
    const { ledger, roster } = this.#lifecycle
    const waiting = this.#waiting()
    const minSize = this.#isLazy ? 0 : this.bounds.minSize
    const forModel = this.isSplit ? waiting.forModel : 0
    const { served, toOpen } = forModel === 0 ? NOTHING : this.#forModel(forModel)
    const size = ledger.size + toOpen
    const others = workersToOpen({
      waiting: waiting.waiting - forModel,
      leases: waiting.leases,
      idle: ledger.count('idle'),
      free: roster.free - Math.min(roster.freeWithModel, forModel),
      depth: this.#depth,
      opening: ledger.count('opening') - served,
      stuck: this.stuck,
      size,
      minSize,
      maxSize: this.bounds.size,
    })
    const forOthers = Array.from({ length: others }, (_, index) => (size + index < minSize ? 'minimum' : 'others'))
    return [...Array.from({ length: toOpen }, () => 'model' as const), ...forOthers]
  }

  /** Workers with the model for calls that need it: those that are opening already and serve them, and how many to open. */
  #forModel(waiting: number): { readonly served: number; readonly toOpen: number } {
    const { ledger, roster } = this.#lifecycle
    const { size, most, opening, stuck } = this.#withModel
    const free = roster.freeWithModel
    const demand = { waiting, leases: 0, idle: 0, free, depth: this.#depth }
    const maxSize = Math.min(most, size + this.bounds.size - ledger.size)
    const needed = Math.max(0, Math.ceil((waiting - free) / this.#depth))
    return {
      served: Math.min(opening - stuck, needed),
      toOpen: workersToOpen({ ...demand, opening, stuck, size, minSize: 0, maxSize }),
    }
  }

  /** The workers with the model, as they are now. */
  get #withModel() {
    const { ledger, places, actors, endpoints } = this.#lifecycle
    const opening = actors.filter(({ entry }) => entry.state === 'opening' && places.hasModel(entry.slot))
    return {
      size: ledger.slots.filter((slot) => places.hasModel(slot)).length,
      most: places.withModel(this.bounds.size),
      opening: opening.length,
      stuck: endpoints.areAllDown ? 0 : opening.filter(({ endpoint }) => endpoint.isDown).length,
    }
  }
}
