import { FreeWorkers } from '../metrics/free-workers.ts'
import type { Actor } from './actor.ts'
import type { Ledger } from './ledger.ts'
import { Takers } from './takers.ts'

/**
 * Who can take work, and who gives it up. Those without the embedding model go first, so that one with it is free for what
 * needs it; where every worker has it, all are of that kind.
 */
export class Roster {
  /** Told to the workers: none of them checks its health while it is the last that is free. */
  readonly freeWorkers = new FreeWorkers()
  readonly #ledger: Ledger
  readonly #hasModel: (slot: number) => boolean
  readonly #withModel: Takers
  readonly #without: Takers
  #underWay = 0

  /** `depth`: requests that one worker carries at a time. */
  constructor(ledger: Ledger, depth: number, hasModel: (slot: number) => boolean = () => true) {
    this.#ledger = ledger
    this.#hasModel = hasModel
    this.#withModel = new Takers(depth)
    this.#without = new Takers(depth)
  }

  /** Requests that could leave now. */
  get free(): number {
    return this.#withModel.free + this.#without.free
  }

  /** Requests that could leave now for a worker with the model. */
  get freeWithModel(): number {
    return this.#withModel.free
  }

  /** Requests that workers carry, not counting those of leases. */
  get underWay(): number {
    return this.#underWay
  }

  becomeIdle(actor: Actor): void {
    this.#ledger.move(actor.entry, 'idle')
    this.#kindOf(actor).pushIdle(actor)
    this.#tellFree(actor, true)
  }

  /** A worker for one request: of its kind the one that came idle last, else the one that carries least. */
  take(needsModel = false): Actor | undefined {
    const actor = needsModel ? this.#takeFrom(this.#withModel) : this.#takeAny()
    if (actor === undefined) return undefined
    actor.inFlight++
    this.#underWay++
    this.#kindOf(actor).open(actor)
    return actor
  }

  /** A worker for a lease, which carries nothing else. */
  takeIdle(): Actor | undefined {
    const actor = this.#popIdle(this.#without) ?? this.#popIdle(this.#withModel)
    if (actor === undefined) return undefined
    actor.leased = true
    return actor
  }

  /** Gives back what was taken. True where the worker carries nothing now; it is still busy. */
  release(actor: Actor): boolean {
    if (actor.leased) actor.leased = false
    else {
      actor.inFlight--
      this.#underWay--
    }
    const isEmpty = actor.inFlight === 0
    if (isEmpty || actor.afterwards !== undefined) this.#kindOf(actor).close(actor)
    else this.#kindOf(actor).open(actor)
    return isEmpty
  }

  /** A busy worker takes nothing more, and ends what it carries. */
  hold(actor: Actor): void {
    this.#kindOf(actor).close(actor)
  }

  /** A busy worker that was held may take more again. */
  resume(actor: Actor): void {
    if (!actor.leased) this.#kindOf(actor).open(actor)
  }

  /** It takes nothing more, whatever it carries. */
  leave(actor: Actor): void {
    this.#underWay -= actor.inFlight
    actor.inFlight = 0
    if (this.#kindOf(actor).remove(actor)) this.#tellFree(actor, false)
  }

  #kindOf({ entry }: Actor): Takers {
    return this.#hasModel(entry.slot) ? this.#withModel : this.#without
  }

  #takeAny(): Actor | undefined {
    return this.#takeFrom(this.#without) ?? this.#takeFrom(this.#withModel)
  }

  #takeFrom(kind: Takers): Actor | undefined {
    return this.#popIdle(kind) ?? kind.leastLoaded
  }

  #popIdle(kind: Takers): Actor | undefined {
    const actor = kind.popIdle()
    if (actor === undefined) return undefined
    this.#ledger.move(actor.entry, 'busy')
    this.#tellFree(actor, false)
    return actor
  }

  #tellFree(actor: Actor, isFree: boolean): void {
    actor.heartbeat.free = isFree
    this.freeWorkers.count = this.#withModel.idle + this.#without.idle
  }
}
