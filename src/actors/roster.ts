import { FreeWorkers } from '../metrics/free-workers.ts'
import type { Actor } from './actor.ts'
import type { Ledger } from './ledger.ts'

/** Who can take work: idle workers, and over gRPC also busy ones that carry fewer requests than they can. */
export class Roster {
  /** Told to the workers: none of them checks its health while it is the last that is free. */
  readonly freeWorkers = new FreeWorkers()
  readonly #ledger: Ledger
  /** Requests that one worker carries at a time. */
  readonly #depth: number
  /** Last in, first out: the workers at the bottom stay unused, so that the crew can shrink. */
  readonly #idle: Actor[] = []
  /** Workers with some requests that could carry more; always empty where the depth is 1. */
  readonly #withRoom = new Set<Actor>()
  #underWay = 0

  constructor(ledger: Ledger, depth: number) {
    this.#ledger = ledger
    this.#depth = depth
  }

  /** Requests that could leave now. */
  get free(): number {
    let places = this.#idle.length * this.#depth
    for (const actor of this.#withRoom) places += this.#depth - actor.inFlight
    return places
  }

  /** Requests that workers carry, not counting those of leases. */
  get underWay(): number {
    return this.#underWay
  }

  becomeIdle(actor: Actor): void {
    this.#ledger.move(actor.entry, 'idle')
    this.#idle.push(actor)
    this.#tellFree(actor, true)
  }

  /** A worker for one request: the one that came idle last, else the one that carries least. */
  take(): Actor | undefined {
    const actor = this.#idle.length > 0 ? this.#popIdle() : this.#leastLoaded()
    if (actor === undefined) return undefined
    actor.inFlight++
    this.#underWay++
    if (actor.inFlight < this.#depth) this.#withRoom.add(actor)
    else this.#withRoom.delete(actor)
    return actor
  }

  /** A worker for a lease, which carries nothing else. */
  takeIdle(): Actor | undefined {
    const actor = this.#popIdle()
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
    if (isEmpty || actor.afterwards !== undefined) this.#withRoom.delete(actor)
    else this.#withRoom.add(actor)
    return isEmpty
  }

  /** A busy worker takes nothing more, and ends what it carries. */
  hold(actor: Actor): void {
    this.#withRoom.delete(actor)
  }

  /** A busy worker that was held may take more again. */
  resume(actor: Actor): void {
    if (!actor.leased && actor.inFlight < this.#depth) this.#withRoom.add(actor)
  }

  /** It takes nothing more, whatever it carries. */
  leave(actor: Actor): void {
    this.#withRoom.delete(actor)
    this.#underWay -= actor.inFlight
    actor.inFlight = 0
    const at = this.#idle.indexOf(actor)
    if (at === -1) return
    this.#idle.splice(at, 1)
    this.#tellFree(actor, false)
  }

  /** The one that came idle last, of those whose thread turns and checks nothing: work is not to wait for either. */
  #popIdle(): Actor | undefined {
    const ready = this.#idle.findLastIndex(isReady)
    const [actor] = this.#idle.splice(ready, 1)
    if (actor === undefined) return undefined
    this.#ledger.move(actor.entry, 'busy')
    this.#tellFree(actor, false)
    return actor
  }

  #tellFree(actor: Actor, isFree: boolean): void {
    actor.heartbeat.free = isFree
    this.freeWorkers.count = this.#idle.length
  }

  #leastLoaded(): Actor | undefined {
    let least: Actor | undefined
    for (const actor of this.#withRoom) if (least === undefined || actor.inFlight < least.inFlight) least = actor
    return least
  }
}

function isReady(actor: Actor): boolean {
  return !actor.heartbeat.checking && actor.heartbeat.condition !== 'blocked'
}
