import type { Clock } from '../base/clock.ts'
import type { Recorder } from '../metrics/recorder.ts'
import type { Again, Attempts } from './attempts.ts'
import { Batch } from './batch.ts'
import type { Call } from './call.ts'
import { exhausted, heldBack } from './exhausted.ts'
import { departLeased } from './leased-write.ts'
import { type CallWaiter, type LeaseWaiter, Queue } from './queue.ts'
import { type Company, waitingCall } from './waiting-call.ts'
import type { Workers } from './workers.ts'
import { WriteGate } from './write-gate.ts'

export interface DeparturesOptions {
  /** Of the pool, for error messages. */
  readonly name: string
  readonly maxQueue: number
  /** Most calls in one request; 1 where coalescing is off. */
  readonly coalesce: number
  /** Processors of this machine: more merged requests than these at a time cost more than they bring. */
  readonly cores: number
}

/** What requests that share the way to a thread may take together: none waits for the others longer than this. */
const MOST_SHARED_MS = 2

/** Where calls and leases wait for a worker, and from where they leave: those that fit together in one request. */
export class Departures implements Again {
  readonly #crew: Workers
  readonly #options: DeparturesOptions
  readonly #attempts: Attempts
  readonly #recorder: Recorder
  readonly #clock: Clock
  readonly #queue = new Queue()
  readonly #gate = new WriteGate()
  /** Calls that have come since the last turn. */
  readonly #entered: CallWaiter[] = []
  /** Writes that the gate has called, on their way back into the queue. */
  readonly #called: CallWaiter[] = []
  /** The lease whose turn it was when no worker was idle. */
  #blocked: LeaseWaiter | undefined
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
  get ready(): { readonly waiting: number; readonly leases: number } {
    const { size, leases } = this.#queue
    return { waiting: size - leases, leases }
  }

  get isFull(): boolean {
    return this.waiting >= this.#options.maxQueue + this.#crew.available
  }

  /** A call waits for a worker, at the end of its lane and within its `acquireTimeoutMs`. */
  enter(call: Call): void {
    this.#queue.enter(this.#waiterOf(call, call.options.coalesce ? 'merged' : 'shared'))
    this.pumpSoon()
  }

  /**
   * The calls of a batch that is taken apart wait at the front, in their order, each for a request of its own, and where
   * they may not share either, for a task of its own.
   */
  enterApart(calls: readonly Call[], mayShare: boolean): void {
    this.#queue.enterFront(calls.map((call) => this.#waiterOf(call, mayShare ? 'shared' : 'none')))
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
    if (this.#pumpScheduled || this.#queue.size === 0) return
    this.#pumpScheduled = true
    queueMicrotask(() => {
      this.#pumpScheduled = false
      this.#pump()
    })
  }

  /** Runs `attempt` for a call on the worker that its lease holds; a write first waits for those under way. */
  async runLeased(call: Call, attempt: () => Promise<void>): Promise<void> {
    const { scope } = call
    if (scope === undefined) return attempt()
    await departLeased(this.#gate, call, scope)
    try {
      if (!call.settled) await attempt()
    } finally {
      this.#land([call])
    }
  }

  #waiterOf(call: Call, company: Company): CallWaiter {
    call.enqueued()
    const waiter = waitingCall(call, company, this.#options.coalesce > 1)
    call.untilSettled(() => {
      waiter.stopWaiting()
      this.#queue.leave(waiter)
      if (waiter.parked !== undefined && this.#gate.leave(waiter.parked)) this.#enterCalled()
    })
    this.#entered.push(waiter)
    return waiter
  }

  #pump(): void {
    this.#serve()
    // Most calls leave at once and need no timer for their wait.
    for (const waiter of this.#entered.splice(0)) if (this.#isWaiting(waiter)) this.#boundWait(waiter)
  }

  #isWaiting(waiter: CallWaiter): boolean {
    return this.#queue.has(waiter) || (waiter.parked !== undefined && this.#gate.has(waiter.parked))
  }

  #boundWait(waiter: CallWaiter): void {
    const { call } = waiter
    const { acquireTimeoutMs } = call.options
    if (acquireTimeoutMs >= call.remainingMs) return
    waiter.stopWaiting = this.#clock.after(acquireTimeoutMs, () => {
      this.#recorder.acquireTimedOut()
      const { outcomeNow } = call
      const error = this.#queue.has(waiter)
        ? exhausted(this.#crew, this.#options.name, acquireTimeoutMs, this.waiting, outcomeNow)
        : heldBack(call, acquireTimeoutMs)
      call.reject(error)
    })
  }

  #serve(): void {
    // Before any is taken: a call that finds no worker free opens one more, even if it can travel with another call.
    if (this.#queue.size > this.#crew.free || this.#queue.leases > 0) this.#crew.grow()
    while (this.#queue.size > 0 && this.#crew.free > 0) {
      const waiter =
        this.#blocked !== undefined && this.#queue.leave(this.#blocked) ? this.#blocked : this.#queue.shift()
      if (waiter?.kind === 'call') this.#depart(waiter)
      else if (waiter !== undefined && !this.#serveLease(waiter)) return
    }
  }

  /** False where no worker is idle: then everybody waits, of both lanes, until one has ended its calls. */
  #serveLease(waiter: LeaseWaiter): boolean {
    const actor = this.#crew.takeIdle()
    this.#blocked = actor === undefined ? waiter : undefined
    if (actor === undefined) this.#queue.enterFront([waiter])
    else waiter.take(actor)
    return actor !== undefined
  }

  /** Sends a call and others with it, its share of those that wait; a write that must not leave now is parked. */
  #depart(first: CallWaiter): void {
    if (!this.#isClear(first)) {
      this.#park(first)
      return
    }
    const { free, underWay } = this.#crew
    const waiting = this.#queue.size + 1
    const share = Math.ceil(waiting / free)
    const mergedShare = Math.ceil(waiting / Math.max(1, Math.min(free, this.#options.cores - underWay)))
    const actor = this.#crew.take()
    if (actor === undefined) {
      this.#queue.enterFront([first])
      return
    }
    const batches = [this.#batchOf(first, mergedShare)]
    let left = share - (batches[0]?.members.length ?? 0)
    let expectedMs = this.#expectedMs(first)
    // Requests that cannot merge share the way to the thread, where all of them are quick: one waits for the others.
    while (left > 0) {
      const next = this.#queue.takeFirst(first.lane, (waiter) => {
        return this.#isClear(waiter) && expectedMs + this.#expectedMs(waiter) <= MOST_SHARED_MS
      })
      if (next === undefined) break
      expectedMs += this.#expectedMs(next)
      batches.push(this.#batchOf(next, 1))
      left--
    }
    const takenAt = this.#recorder.seesReleases ? this.#clock.now() : undefined
    void this.#attempts.run(actor, batches, this).finally(() => {
      if (takenAt !== undefined) this.#recorder.released(actor.entry.slot, this.#clock.now() - takenAt)
      for (const { members } of batches) this.#land(members)
      this.#crew.release(actor)
    })
  }

  /** A call and those that travel in one request with it, up to `share` in all. */
  #batchOf(first: CallWaiter, share: number): Batch {
    const most = Math.min(share, this.#options.coalesce) - 1
    const others = this.#queue.takeLike(first, most, (other) => this.#isClear(other))
    const now = this.#recorder.seesWaits ? this.#clock.now() : undefined
    for (const { call, parked, stopWaiting } of [first, ...others]) {
      stopWaiting()
      if (now !== undefined) this.#recorder.acquired(now - call.queuedAt)
      if (call.scope !== undefined) this.#gate.depart(call.scope, parked)
    }
    return new Batch([first.call, ...others.map((other) => other.call)])
  }

  /** Of a request that may share; infinite for one that may not, or that merges with others. */
  #expectedMs({ call, mayShare, mergeKey }: CallWaiter): number {
    return mayShare && mergeKey === undefined ? this.#attempts.pace.expectedMs(call) : Number.POSITIVE_INFINITY
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
}
