import type { Actor } from '../actors/actor.ts'
import type { Call } from './call.ts'
import type { Lane } from './call-options.ts'
import type { ParkedWrite } from './write-gate.ts'

/** A call, or somebody who wants a worker of his own. */
export type Waiter = CallWaiter | LeaseWaiter

export interface CallWaiter {
  readonly kind: 'call'
  readonly lane: Lane
  readonly call: Call
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
}

export interface LeaseWaiter {
  readonly kind: 'lease'
  readonly lane: Lane
  take(actor: Actor): void
  refuse(reason: unknown): void
}

interface Node {
  readonly waiter: Waiter
  previous: Node | undefined
  next: Node | undefined
}

/** After this many interactive turns in a row one of lane 'batch' goes first, so that it never starves. */
const INTERACTIVE_RUN = 16
/** How far a search for calls that fit together looks: a long queue of others must not make each turn long. */
const SEARCH_DEPTH = 1_024
/** Far below the server's limit of 32 MiB, and small enough not to hold a connection for long. */
const MOST_BYTES = 4 * 1024 * 1024

/** Two FIFO lanes; entering, leaving from anywhere and taking the first all take constant time. */
export class Queue {
  readonly #lanes: Record<Lane, LinkedList> = { interactive: new LinkedList(), batch: new LinkedList() }
  readonly #nodes = new Map<Waiter, Node>()
  #run = 0
  #leases = 0

  /** Leases that wait. */
  get leases(): number {
    return this.#leases
  }

  get size(): number {
    return this.#nodes.size
  }

  has(waiter: Waiter): boolean {
    return this.#nodes.has(waiter)
  }

  enter(waiter: Waiter): void {
    if (waiter.kind === 'lease') this.#leases++
    this.#nodes.set(waiter, this.#lanes[waiter.lane].push(waiter))
  }

  /** They go before all others of their lanes, in the order given. */
  enterFront(waiters: readonly Waiter[]): void {
    for (const waiter of [...waiters].reverse()) {
      if (waiter.kind === 'lease') this.#leases++
      this.#nodes.set(waiter, this.#lanes[waiter.lane].unshift(waiter))
    }
  }

  /** False where the waiter is not in the queue (any more). */
  leave(waiter: Waiter): boolean {
    const node = this.#nodes.get(waiter)
    if (node === undefined) return false
    this.#nodes.delete(waiter)
    if (waiter.kind === 'lease') this.#leases--
    this.#lanes[waiter.lane].remove(node)
    return true
  }

  /** Everything that waits, in no promised order. */
  all(): Waiter[] {
    return [...this.#nodes.keys()]
  }

  shift(): Waiter | undefined {
    const { interactive, batch } = this.#lanes
    const batchFirst = interactive.first === undefined || (this.#run >= INTERACTIVE_RUN && batch.first !== undefined)
    this.#run = batchFirst || batch.first === undefined ? 0 : this.#run + 1
    const node = batchFirst ? batch.first : interactive.first
    if (node === undefined) return undefined
    this.leave(node.waiter)
    return node.waiter
  }

  /** Takes out the first of a lane where it is a call for which `fits` holds. */
  takeFirst(lane: Lane, fits: (waiter: CallWaiter) => boolean): CallWaiter | undefined {
    const waiter = this.#lanes[lane].first?.waiter
    if (waiter?.kind !== 'call' || !fits(waiter)) return undefined
    this.leave(waiter)
    return waiter
  }

  /** Takes out up to `most` calls that may travel with `first` and that `mayLeave`, in their order. */
  takeLike(first: CallWaiter, most: number, mayLeave: (waiter: CallWaiter) => boolean): CallWaiter[] {
    const found: CallWaiter[] = []
    if (first.mergeKey === undefined) return found
    let bytes = first.bytes
    let node = this.#lanes[first.lane].first
    for (let depth = 0; node !== undefined && found.length < most && depth < SEARCH_DEPTH; depth++) {
      const { waiter, next } = node
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
}

class LinkedList {
  first: Node | undefined
  #last: Node | undefined

  push(waiter: Waiter): Node {
    const node: Node = { waiter, previous: this.#last, next: undefined }
    if (this.#last === undefined) this.first = node
    else this.#last.next = node
    this.#last = node
    return node
  }

  unshift(waiter: Waiter): Node {
    const node: Node = { waiter, previous: undefined, next: this.first }
    if (this.first === undefined) this.#last = node
    else this.first.previous = node
    this.first = node
    return node
  }

  remove(node: Node): void {
    if (node.previous === undefined) this.first = node.next
    else node.previous.next = node.next
    if (node.next === undefined) this.#last = node.previous
    else node.next.previous = node.previous
  }
}
