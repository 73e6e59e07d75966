import type { Clock } from '../base/clock.ts'
import type { Recorder } from '../metrics/recorder.ts'
import { needsModel, type Request } from '../operations/catalog.ts'
import type { Again } from './attempts.ts'
import type { Call } from './call.ts'
import { exhausted, heldBack } from './exhausted.ts'
import { departLeased } from './leased-write.ts'
import { type CallWaiter, type LeaseWaiter, Queue } from './queue.ts'
import { type Company, waitingCall } from './waiting-call.ts'
import type { Workers } from './workers.ts'
import { WriteGate } from './write-gate.ts'

export interface WaitingRoomOptions {
  /** Of the pool, for error messages. */
  readonly name: string
  readonly maxQueue: number
  /** Most calls in one request; 1 where coalescing is off. */
  readonly coalesce: number
}

/** Where calls and leases wait for a worker: in the queue, and writes that others keep from leaving at the gate. */
export class WaitingRoom implements Again {
  readonly queue = new Queue()
  readonly #crew: Workers
  readonly #options: WaitingRoomOptions
  readonly #recorder: Recorder
  readonly #clock: Clock
  readonly #onEntered: () => void
  readonly #gate = new WriteGate()
  /** Calls that have come since the last turn. */
  readonly #entered: CallWaiter[] = []
  /** Writes that the gate has called, on their way back into the queue. */
  readonly #called: CallWaiter[] = []

  /** `onEntered`: somebody waits in the queue who did not before. */
  constructor(crew: Workers, options: WaitingRoomOptions, recorder: Recorder, clock: Clock, onEntered: () => void) {
    this.#crew = crew
    this.#options = options
    this.#recorder = recorder
    this.#clock = clock
    this.#onEntered = onEntered
  }

  /** Calls and leases that wait. */
  get waiting(): number {
    return this.queue.size + this.#gate.parked
  }

  /** Those of them that a worker could serve now: not the writes that wait for others to end. */
  get ready(): { readonly waiting: number; readonly forModel: number; readonly leases: number } {
    const { size, forModel, leases } = this.queue
    return { waiting: size - leases, forModel, leases }
  }

  /** Whether a request that has to wait is let in no more; without one: a lease. */
  isFullFor(request?: Request): boolean {
    const { maxQueue } = this.#options
    if (this.waiting >= maxQueue + this.#crew.available) return true
    // The places of workers without the model are no places for what needs it.
    if (!this.#crew.isSplit || request === undefined || !needsModel(request)) return false
    return this.queue.forModel >= maxQueue + this.#crew.availableWithModel
  }

  /** A call waits for a worker, at the end of its lane and within its `acquireTimeoutMs`. */
  enter(call: Call): void {
    this.queue.enter(this.#waiterOf(call, call.options.coalesce ? 'merged' : 'shared'))
    this.#onEntered()
  }

  /**
   * The calls of a batch that is taken apart wait at the front, in their order, each for a request of its own, and where
   * they may not share either, for a task of its own.
   */
  enterApart(calls: readonly Call[], mayShare: boolean): void {
    this.queue.enterFront(calls.map((call) => this.#waiterOf(call, mayShare ? 'shared' : 'none')))
    this.#onEntered()
  }

  enterLease(waiter: LeaseWaiter): void {
    this.queue.enter(waiter)
    this.#onEntered()
  }

  /** False where the lease does not wait (any more). */
  leaveLease(waiter: LeaseWaiter): boolean {
    return this.queue.leave(waiter)
  }

  /** The leases that wait. */
  leases(): LeaseWaiter[] {
    return this.queue.all().filter((waiter) => waiter.kind === 'lease')
  }

  /** Bounds the wait of those that have come since the last turn: most calls leave at once and need no timer for it. */
  boundWaits(): void {
    for (const waiter of this.#entered.splice(0)) if (this.#isWaiting(waiter)) this.#boundWait(waiter)
  }

  /** Whether no other write keeps it from leaving. */
  isClear({ call: { scope }, parked }: CallWaiter): boolean {
    return scope === undefined || this.#gate.isClear(scope, parked)
  }

  /** A write that is not clear waits at the gate until it is. */
  park(waiter: CallWaiter): void {
    const { scope } = waiter.call
    if (scope === undefined) return
    const go = () => this.#called.push(waiter)
    waiter.parked ??= { scope, mergeKey: waiter.mergeKey, overtakes: false, go }
    this.#gate.park(waiter.parked)
  }

  /** It waits no more: it is on its way, until it lands. */
  depart({ call, parked, stopWaiting }: CallWaiter): void {
    stopWaiting()
    if (call.scope !== undefined) this.#gate.depart(call.scope, parked)
  }

  /** A write through a worker that is leased departs, once those under way have landed. */
  async departLeased(call: Call): Promise<void> {
    if (call.scope !== undefined) await departLeased(this.#gate, call, call.scope)
  }

  /** What was on its way is not any more, and those that waited for it wait for a worker. */
  land(calls: readonly Call[]): void {
    this.#gate.land(calls.flatMap(({ scope }) => scope ?? []))
    this.#enterCalled()
  }

  #waiterOf(call: Call, company: Company): CallWaiter {
    call.enqueued()
    const waiter = waitingCall(call, company, this.#options.coalesce > 1, this.#crew.tellsModelApart)
    call.untilSettled(() => {
      waiter.stopWaiting()
      this.queue.leave(waiter)
      if (waiter.parked !== undefined && this.#gate.leave(waiter.parked)) this.#enterCalled()
    })
    this.#entered.push(waiter)
    return waiter
  }

  #isWaiting(waiter: CallWaiter): boolean {
    return this.queue.has(waiter) || (waiter.parked !== undefined && this.#gate.has(waiter.parked))
  }

  #boundWait(waiter: CallWaiter): void {
    const { call } = waiter
    const { acquireTimeoutMs } = call.options
    if (acquireTimeoutMs >= call.remainingMs) return
    waiter.stopWaiting = this.#clock.after(acquireTimeoutMs, () => {
      this.#recorder.acquireTimedOut()
      const error = this.queue.has(waiter)
        ? exhausted(this.#crew, this.#options.name, acquireTimeoutMs, this.waiting, call)
        : heldBack(call, acquireTimeoutMs)
      call.reject(error)
    })
  }

  #enterCalled(): void {
    if (this.#called.length === 0) return
    this.queue.enterFront(this.#called.splice(0))
    this.#onEntered()
  }
}
