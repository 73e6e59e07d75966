import type { Actor } from '../actors/actor.ts'
import type { Random } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import { PoolClosedError, PoolExhaustedError } from '../base/errors.ts'
import type { Recorder } from '../metrics/recorder.ts'
import { mergeTraits, type Request, requestName } from '../operations/catalog.ts'
import { Attempts } from './attempts.ts'
import { Batch } from './batch.ts'
import { Call } from './call.ts'
import type { ResolvedCallOptions } from './call-options.ts'
import { exhaustedMessage, whyNoWorker } from './exhausted.ts'
import type { LeaseLine } from './lease-line.ts'
import { type CallWaiter, type LeaseWaiter, Queue } from './queue.ts'
import { RetryPolicy } from './retry.ts'
import { snapshotOf } from './snapshot.ts'
import type { Workers } from './workers.ts'

export interface DispatcherOptions {
  /** Of the pool, for error messages. */
  readonly name: string
  readonly maxQueue: number
  readonly retry: boolean
  /** Most calls in one request; 1 where coalescing is off. */
  readonly coalesce: number
}

/** Routes calls to idle workers: FIFO in each lane, every wait bounded, every call settled exactly once. */
export class Dispatcher {
  readonly #crew: Workers
  readonly #options: DispatcherOptions
  readonly #recorder: Recorder
  readonly #clock: Clock
  readonly #attempts: Attempts
  readonly #queue = new Queue()
  readonly #unsettled = new Set<Call>()
  #pumpScheduled = false
  #closed = false
  #onDrained: (() => void) | undefined

  constructor(crew: Workers, options: DispatcherOptions, recorder: Recorder, clock: Clock, random: Random) {
    this.#crew = crew
    this.#options = options
    this.#recorder = recorder
    this.#clock = clock
    const retry = options.retry ? new RetryPolicy(random) : undefined
    this.#attempts = new Attempts(crew, retry, recorder, clock)
  }

  /** Calls and leases that wait for a worker. */
  get waiting(): number {
    return this.#queue.size
  }

  /** Sends a request through any worker. */
  submit(request: Request, options: ResolvedCallOptions): Promise<unknown> {
    return this.#issue(request, options, (call) => this.#enqueue(call, options.coalesce))
  }

  /** Sends a request through the worker that a lease holds, after those sent before. */
  submitTo(line: LeaseLine, request: Request, options: ResolvedCallOptions): Promise<unknown> {
    return this.#issue(request, options, (call) => this.#runLeased(line, call))
  }

  /** Waits for a worker of one's own; it is busy until the crew gets it back. */
  async acquire(options: ResolvedCallOptions): Promise<Actor> {
    if (this.#closed) throw new PoolClosedError()
    options.signal?.throwIfAborted()
    if (this.#isFull) throw this.#refused('acquire')
    const { promise, resolve, reject } = Promise.withResolvers<Actor>()
    const since = this.#clock.now()
    const waiter: LeaseWaiter = {
      kind: 'lease',
      lane: options.lane,
      take: (actor) => {
        this.#recorder.acquired(this.#clock.now() - since)
        actor.leased = true
        resolve(actor)
      },
      refuse: (reason) => {
        // Leaves in the same turn: a worker handed to somebody who has given up would never come back.
        if (this.#queue.leave(waiter)) reject(reason)
      },
    }
    const stopTimer = this.#clock.after(options.acquireTimeoutMs, () => {
      this.#recorder.timeouts++
      waiter.refuse(this.#exhausted(options.acquireTimeoutMs))
    })
    const onAbort = () => waiter.refuse(options.signal?.reason)
    options.signal?.addEventListener('abort', onAbort)
    this.#queue.enter(waiter)
    this.pumpSoon()
    try {
      return await promise
    } finally {
      stopTimer()
      options.signal?.removeEventListener('abort', onAbort)
    }
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

  /** Takes no more calls; resolves when those issued have settled, at the latest after `timeoutMs`. */
  async drain(timeoutMs: number): Promise<void> {
    this.#closed = true
    for (const waiter of this.#queue.all()) if (waiter.kind === 'lease') waiter.refuse(new PoolClosedError())
    if (this.#unsettled.size > 0) {
      const drained = Promise.withResolvers<void>()
      this.#onDrained = drained.resolve
      const stop = this.#clock.after(timeoutMs, drained.resolve)
      await drained.promise
      stop()
    }
    for (const call of this.#unsettled) {
      const message = `The pool was closed before ${call.name} was done`
      call.reject(new PoolClosedError(message, { phase: call.phase, outcome: call.outcomeNow }))
    }
  }

  #issue(request: Request, options: ResolvedCallOptions, start: (call: Call) => void): Promise<unknown> {
    try {
      const call = this.#admit(snapshotOf(request, requestName(request)), options)
      if (!call.settled) start(call)
      return call.promise
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #admit(request: Request, options: ResolvedCallOptions): Call {
    const call = new Call(request, options, this.#clock)
    const { signal } = options
    if (this.#closed) call.reject(new PoolClosedError())
    else if (signal?.aborted) call.reject(signal.reason)
    else if (this.#isFull) call.reject(this.#refused(call.name))
    if (call.settled) return call
    this.#unsettled.add(call)
    const stopDeadline = this.#clock.after(options.timeoutMs, () => {
      this.#recorder.timeouts++
      call.reject(call.deadlineError(whyNoWorker(this.#crew)))
    })
    const onAbort = () => call.reject(signal?.reason)
    signal?.addEventListener('abort', onAbort)
    call.untilSettled(() => {
      stopDeadline()
      signal?.removeEventListener('abort', onAbort)
      this.#unsettled.delete(call)
      if (this.#unsettled.size === 0) this.#onDrained?.()
    })
    return call
  }

  #enqueue(call: Call, mayMerge: boolean): void {
    call.enqueued()
    const merges = mayMerge && this.#options.coalesce > 1
    const { acquireTimeoutMs, lane } = call.options
    const onTimeout = () => {
      this.#recorder.timeouts++
      call.reject(this.#exhausted(acquireTimeoutMs))
    }
    const bounded = acquireTimeoutMs < call.remainingMs
    const waiter: CallWaiter = {
      kind: 'call',
      lane,
      call,
      ...(merges ? mergeTraits(call.request) : { mergeKey: undefined, bytes: 0 }),
      stopWaiting: bounded ? this.#clock.after(acquireTimeoutMs, onTimeout) : () => {},
    }
    call.untilSettled(() => {
      waiter.stopWaiting()
      this.#queue.leave(waiter)
    })
    this.#queue.enter(waiter)
    this.pumpSoon()
  }

  #pump(): void {
    // Before any is taken: a call that finds no worker free opens one more, even if it can travel with another call.
    if (this.#queue.size > this.#crew.ledger.count('idle')) this.#crew.grow()
    while (this.#queue.size > 0) {
      const free = this.#crew.ledger.count('idle')
      const actor = this.#crew.takeIdle()
      if (actor === undefined) return
      const share = Math.min(Math.ceil(this.#queue.size / free), this.#options.coalesce)
      const waiter = this.#queue.shift()
      if (waiter?.kind === 'lease') waiter.take(actor)
      else if (waiter !== undefined) this.#send(actor, waiter, this.#queue.takeLike(waiter, share - 1))
    }
  }

  #send(actor: Actor, first: CallWaiter, others: readonly CallWaiter[]): void {
    const batch = new Batch([first.call, ...others.map((other) => other.call)])
    const now = this.#clock.now()
    for (const { call, stopWaiting } of [first, ...others]) {
      stopWaiting()
      this.#recorder.acquired(now - call.queuedAt)
    }
    const again = (call: Call, mayMerge: boolean) => this.#enqueue(call, mayMerge)
    void this.#attempts.run(actor, batch, again).finally(() => this.#crew.release(actor))
  }

  #runLeased(line: LeaseLine, call: Call): void {
    call.enqueued()
    line.enter(async (actor) => {
      if (call.settled) return
      if (actor === undefined) call.reject(new PoolClosedError('The lease was released before the call was done'))
      else await this.#attempts.run(actor, new Batch([call]), () => this.#runLeased(line, call))
    })
  }

  get #isFull(): boolean {
    return this.#queue.size >= this.#options.maxQueue + this.#crew.available
  }

  #refused(name: string): PoolExhaustedError {
    return new PoolExhaustedError(`${name} was refused: ${this.#queue.size} calls wait already (maxQueue)`)
  }

  #exhausted(waitedMs: number): PoolExhaustedError {
    return new PoolExhaustedError(exhaustedMessage(this.#crew, this.#options.name, waitedMs, this.#queue.size))
  }
}
