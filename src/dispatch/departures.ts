import type { Clock } from '../base/clock.ts'
import type { PoolExhaustedError } from '../base/errors.ts'
import type { Recorder } from '../metrics/recorder.ts'
import { mergeTraits } from '../operations/catalog.ts'
import type { WriteScope } from '../operations/write-scope.ts'
import type { Again, Attempts } from './attempts.ts'
import { Batch } from './batch.ts'
import type { Call } from './call.ts'
import { exhausted, heldBack } from './exhausted.ts'
import { type CallWaiter, type LeaseWaiter, Queue } from './queue.ts'
import type { Workers } from './workers.ts'
import { type ParkedWrite, WriteGate } from './write-gate.ts'

export interface DeparturesOptions {
  /** Of the pool, for error messages. */
  readonly name: string
  readonly maxQueue: number
  /** Most calls in one request; 1 where coalescing is off. */
  readonly coalesce: number
}

/** Where calls and leases wait for a worker, and from where they leave: those that fit together in one request. */
export class Departures implements Again {
  readonly #crew: Workers
  readonly #options: DeparturesOptions
  readonly #attempts: Attempts
  readonly #recorder: Recorder
  readonly #clock: Clock
  readonly #queue = new Queue()
  readonly #gate = new WriteGate()
  /** Writes that the gate has called, on their way back into the queue. */
  readonly #called: CallWaiter[] = []
  #pumpScheduled = false

  constructor(crew: Workers, options: DeparturesOptions, attempts: Attempts, recorder: Recorder, clock: Clock) {
    this.#crew = crew
    this.#options = options
    this.#attempts = attempts
    this.#recorder = recorder
    this.#clock = clock
  }

  /** Calls and leases that wait. */
  get waiting(): number {
    return this.#queue.size + this.#gate.parked
  }

  /** Those of them that a worker could serve now: not the writes that wait for others to end. */
  get ready(): number {
    return this.#queue.size
  }

  get isFull(): boolean {
    return this.waiting >= this.#options.maxQueue + this.#crew.available
  }

  /** A call waits for a worker, at the end of its lane and within its `acquireTimeoutMs`. */
  enter(call: Call, mayMerge: boolean): void {
    this.#queue.enter(this.#waiterOf(call, mayMerge))
    this.pumpSoon()
  }

  /** The calls of a batch that is taken apart wait at the front, in their order, each to travel alone. */
  enterAlone(calls: readonly Call[]): void {
    this.#queue.enterFront(calls.map((call) => this.#waiterOf(call, false)))
    this.pumpSoon()
  }

  enterLease(waiter: LeaseWaiter): void {
    this.#queue.enter(waiter)
    this.pumpSoon()
  }

  /** False where the lease does not wait (any more). */
  leaveLease(waiter: LeaseWaiter): boolean {
    return this.#queue.leave(waiter)
  }

  /** The leases that wait. */
  leases(): LeaseWaiter[] {
    return this.#queue.all().filter((waiter) => waiter.kind === 'lease')
  }

  /** Serves the waiting once this turn's calls have all been issued: dispatching at every call costs 15 to 30 %. */
  pumpSoon(): void {
    if (this.#pumpScheduled) return
    this.#pumpScheduled = true
    queueMicrotask(() => {
      this.#pumpScheduled = false
      this.#pump()
    })
  }

  /**
   * Runs `attempt` for a call on the worker that its lease holds. A write first waits for those under way that may touch
   * its points, but not for those that still wait: they may need the very worker that the lease holds.
   */
  async runLeased(call: Call, attempt: () => Promise<void>): Promise<void> {
    const { scope } = call
    if (scope === undefined) return attempt()
    if (this.#gate.isUnderWay(scope)) await this.#untilUnderWay(call, scope)
    else this.#gate.depart(scope)
    try {
      if (!call.settled) await attempt()
    } finally {
      this.#land([call])
    }
  }

  #waiterOf(call: Call, mayMerge: boolean): CallWaiter {
    call.enqueued()
    const merges = mayMerge && this.#options.coalesce > 1
    const { acquireTimeoutMs, lane } = call.options
    const onTimeout = () => {
      this.#recorder.timeouts++
      call.reject(this.#queue.has(waiter) ? this.#exhausted(acquireTimeoutMs) : heldBack(call.name, acquireTimeoutMs))
    }
    const waiter: CallWaiter = {
      kind: 'call',
      lane,
      call,
      ...(merges ? mergeTraits(call.request) : { mergeKey: undefined, bytes: 0 }),
      stopWaiting: acquireTimeoutMs < call.remainingMs ? this.#clock.after(acquireTimeoutMs, onTimeout) : () => {},
      parked: undefined,
    }
    call.untilSettled(() => {
      waiter.stopWaiting()
      this.#queue.leave(waiter)
      if (waiter.parked !== undefined && this.#gate.leave(waiter.parked)) this.#enterCalled()
    })
    return waiter
  }

  #pump(): void {
    // Before any is taken: a call that finds no worker free opens one more, even if it can travel with another call.
    if (this.#queue.size > this.#crew.free) this.#crew.grow()
    while (this.#queue.size > 0 && this.#crew.free > 0) {
      const share = Math.min(Math.ceil(this.#queue.size / this.#crew.free), this.#options.coalesce)
      const waiter = this.#queue.shift()
      if (waiter?.kind === 'call') this.#depart(waiter, share)
      else if (waiter !== undefined && !this.#serveLease(waiter)) return
    }
  }

  /** False where no worker is idle: the lease waits at the front, and everybody behind it, until one has ended its calls. */
  #serveLease(waiter: LeaseWaiter): boolean {
    const actor = this.#crew.takeIdle()
    if (actor === undefined) this.#queue.enterFront([waiter])
    else waiter.take(actor)
    return actor !== undefined
  }

  /** Sends a call, and up to `share` in all that fit together; a write that must not leave now is parked. */
  #depart(first: CallWaiter, share: number): void {
    if (!this.#isClear(first)) {
      this.#park(first)
      return
    }
    const actor = this.#crew.take()
    if (actor === undefined) {
      this.#queue.enterFront([first])
      return
    }
    const others = this.#queue.takeLike(first, share - 1, (other) => this.#isClear(other))
    const now = this.#clock.now()
    const calls: [Call, ...Call[]] = [first.call]
    for (const waiter of [first, ...others]) {
      waiter.stopWaiting()
      this.#recorder.acquired(now - waiter.call.queuedAt)
      if (waiter.call.scope !== undefined) this.#gate.depart(waiter.call.scope, waiter.parked)
      if (waiter !== first) calls.push(waiter.call)
    }
    void this.#attempts.run(actor, new Batch(calls), this).finally(() => {
      this.#land(calls)
      this.#crew.release(actor)
    })
  }

  #isClear({ call: { scope }, parked }: CallWaiter): boolean {
    return scope === undefined || this.#gate.isClear(scope, parked)
  }

  #park(waiter: CallWaiter): void {
    const { scope } = waiter.call
    if (scope === undefined) return
    const go = () => this.#called.push(waiter)
    waiter.parked ??= { scope, mergeKey: waiter.mergeKey, overtakes: false, go }
    this.#gate.park(waiter.parked)
  }

  #land(calls: readonly Call[]): void {
    this.#gate.land(calls.flatMap(({ scope }) => scope ?? []))
    this.#enterCalled()
  }

  #enterCalled(): void {
    if (this.#called.length === 0) return
    this.#queue.enterFront(this.#called.splice(0))
    this.pumpSoon()
  }

  /** Resolves when the write of a lease has departed, or its call has settled. */
  async #untilUnderWay(call: Call, scope: WriteScope): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    let isWaiting = true
    const depart = () => {
      if (isWaiting) this.#gate.depart(scope, parked)
      isWaiting = false
      resolve()
    }
    const parked: ParkedWrite = { scope, mergeKey: undefined, overtakes: true, go: depart }
    this.#gate.park(parked)
    call.untilSettled(depart)
    await promise
  }

  #exhausted(waitedMs: number): PoolExhaustedError {
    return exhausted(this.#crew, this.#options.name, waitedMs, this.waiting)
  }
}
