import type { Actor } from '../actors/actor.ts'
import type { Call } from './call.ts'
import type { Lane } from './call-options.ts'
import { LaneList, type Order } from './lane-list.ts'
import type { LinkedList, Node } from './linked-list.ts'
import { Precedence } from './precedence.ts'
import type { ParkedWrite } from './write-gate.ts'

/** A call, or somebody who wants a worker of his own. */
export type Waiter = CallWaiter | LeaseWaiter

export interface CallWaiter {
  readonly kind: 'call'
  readonly lane: Lane
  readonly call: Call
  /** Only a worker with the model will do, which others may lack. */
  readonly needsModel: boolean
  /** Waiters with equal keys may travel together; undefined: alone. */
  readonly mergeKey: string | undefined
  /** Whether it may cross to a thread together with requests of others. */
  readonly mayShare: boolean
  /** About what it adds to a merged request. */
  readonly bytes: number
  /** Ends its acquire timeout, which begins where it does not leave in the turn in which it came. */
  stopWaiting: () => void
  /** What it was parked with, where it had to wait at the gate for other writes. */
  parked: ParkedWrite | undefined
  /** Where it stands in the queue. */
  node: Node<Waiter> | undefined
}

export interface LeaseWaiter {
  readonly kind: 'lease'
  readonly lane: Lane
  /** Where it stands in the queue. */
  node: Node<Waiter> | undefined
  take(actor: Actor): void
  refuse(reason: unknown): void
}

/** How far a search for calls that fit together looks: a long queue of others must not make each turn long. */
const SEARCH_DEPTH = 1_024
/** Far below the server's limit of 32 MiB, and small enough not to hold a connection for long. */
const MOST_BYTES = 4 * 1024 * 1024

/** Two FIFO lanes; entering, leaving from anywhere and taking the first all take constant time. */
export class Queue {
  readonly #lanes: Record<Lane, LaneList<Waiter>> = { interactive: new LaneList(), batch: new LaneList() }
  #size = 0
  /** Interactive before batch: at workers without the model, and at those with it, which no turn at the others concerns. */
  readonly #precedence = { others: new Precedence(), all: new Precedence() }
  #front = 0
  #end = 0
  #leases = 0
  #forModel = 0

  /** Leases that wait. */
  get leases(): number {
    return this.#leases
  }

  /** Calls that need a worker with the model. */
  get forModel(): number {
    return this.#forModel
  }

  get size(): number {
    return this.#size
  }

  has(waiter: Waiter): boolean {
    return waiter.node !== undefined
  }

  enter(waiter: Waiter): void {
    this.#count(waiter, 1)
    waiter.node = this.#listOf(waiter).push(waiter, this.#end++)
  }

  /** They go before all others of their lanes, in the order given. */
  enterFront(waiters: readonly Waiter[]): void {
    for (const waiter of [...waiters].reverse()) {
      this.#count(waiter, 1)
      waiter.node = this.#listOf(waiter).unshift(waiter, --this.#front)
    }
  }

  /** False where the waiter is not in the queue (any more). */
  leave(waiter: Waiter): boolean {
    const { node } = waiter
    if (node === undefined) return false
    waiter.node = undefined
    this.#count(waiter, -1)
    this.#listOf(waiter).remove(node)
    return true
  }

  /** Everything that waits, in no promised order. */
  all(): Waiter[] {
    return Object.values(this.#lanes).flatMap((lane) => lane.all())
  }

  shift(order: Order = 'entry'): Waiter | undefined {
    const { interactive, batch } = this.#lanes
    const precedence = order === 'others' ? this.#precedence.others : this.#precedence.all
    const isBatch = precedence.yields(interactive.has(order), batch.has(order))
    const waiter = (isBatch ? batch : interactive).next(order)
    if (waiter !== undefined) this.leave(waiter)
    return waiter
  }

  /** Takes out the first of those that are alike in lane and in need of the model, where it is a call that `fits`. */
  takeNext({ lane, needsModel }: CallWaiter, fits: (waiter: CallWaiter) => boolean): CallWaiter | undefined {
    const waiter = this.#lanes[lane].listOf(needsModel).first?.value
    if (waiter?.kind !== 'call' || !fits(waiter)) return undefined
    this.leave(waiter)
    return waiter
  }

  /** Takes out up to `most` calls that may travel with `first` and that `mayLeave`, in their order. */
  takeLike(first: CallWaiter, most: number, mayLeave: (waiter: CallWaiter) => boolean): CallWaiter[] {
    const found: CallWaiter[] = []
    if (first.mergeKey === undefined) return found
    let bytes = first.bytes
    let node = this.#listOf(first).first
    for (let depth = 0; node !== undefined && found.length < most && depth < SEARCH_DEPTH; depth++) {
      const { value: waiter, next } = node
      const fits = waiter.kind === 'call' && waiter.mergeKey === first.mergeKey && bytes + waiter.bytes <= MOST_BYTES
      if (fits && mayLeave(waiter)) {
        bytes += waiter.bytes
        this.leave(waiter)
        found.push(waiter)
      }
      node = next
    }
    return found
  }

  #listOf(waiter: Waiter): LinkedList<Waiter> {
    return this.#lanes[waiter.lane].listOf(waiter.kind === 'call' && waiter.needsModel)
  }

  #count(waiter: Waiter, by: 1 | -1): void {
    this.#size += by
    if (waiter.kind === 'lease') this.#leases += by
    else if (waiter.needsModel) this.#forModel += by
  }
}
