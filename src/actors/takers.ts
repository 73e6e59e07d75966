import type { Actor } from './actor.ts'

/** Workers of one kind that can take work: idle ones, and over gRPC also busy ones that carry fewer requests than they can. */
export class Takers {
  /** Requests that one worker carries at a time. */
  readonly #depth: number
  /** Last in, first out: the workers at the bottom stay unused, so that the crew can shrink. */
  readonly #idle: Actor[] = []
  /** Workers with some requests that could carry more; always empty where the depth is 1. */
  readonly #withRoom = new Set<Actor>()

  constructor(depth: number) {
    this.#depth = depth
  }

  get idle(): number {
    return this.#idle.length
  }

  /** Requests that could leave now. */
  get free(): number {
    let places = this.#idle.length * this.#depth
    for (const actor of this.#withRoom) places += this.#depth - actor.inFlight
    return places
  }

  pushIdle(actor: Actor): void {
    this.#idle.push(actor)
  }

  /** The one that came idle last, of those whose thread turns and checks nothing: work is not to wait for either. */
  popIdle(): Actor | undefined {
    return this.#idle.splice(this.#idle.findLastIndex(isReady), 1)[0]
  }

  /** Of the busy ones with room. */
  get leastLoaded(): Actor | undefined {
    let least: Actor | undefined
    for (const actor of this.#withRoom) if (least === undefined || actor.inFlight < least.inFlight) least = actor
    return least
  }

  /** A busy worker may take more, where it has room. */
  open(actor: Actor): void {
    if (actor.inFlight < this.#depth) this.#withRoom.add(actor)
    else this.#withRoom.delete(actor)
  }

  /** A busy worker takes nothing more. */
  close(actor: Actor): void {
    this.#withRoom.delete(actor)
  }

  /** It takes nothing more. True where it was idle. */
  remove(actor: Actor): boolean {
    this.#withRoom.delete(actor)
    const at = this.#idle.indexOf(actor)
    if (at !== -1) this.#idle.splice(at, 1)
    return at !== -1
  }
}

function isReady(actor: Actor): boolean {
  return !actor.heartbeat.checking && actor.heartbeat.condition !== 'blocked'
}
