import type { Actor } from '../actors/actor.ts'
import type { Crew } from '../actors/crew.ts'
import type { Random } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import { PoolClosedError, PoolExhaustedError, QdrantPoolError } from '../base/errors.ts'
import type { Recorder } from '../metrics/recorder.ts'
import { isIdempotent, mergeKey, type Request } from '../operations/catalog.ts'
import type { Failure } from '../protocol/failure.ts'
import { Batch } from './batch.ts'
import { Call } from './call.ts'
import type { ResolvedCallOptions } from './call-options.ts'
import { exhaustedMessage } from './exhausted.ts'
import type { LeaseLine } from './lease-line.ts'
import { type CallWaiter, type LeaseWaiter, Queue } from './queue.ts'
import { RetryPolicy } from './retry.ts'
import { revive } from './revive.ts'
import { uncloneableError } from './uncloneable.ts'

export interface DispatcherOptions {
  readonly maxQueue: number
  readonly retry: boolean
  /** Most calls in one request; 1 where coalescing is off. */
  readonly coalesce: number
}

/** Routes calls to idle workers: FIFO in each lane, every wait bounded, every call settled exactly once. */
export class Dispatcher {
  readonly #crew: Crew
  readonly #options: DispatcherOptions
  readonly #recorder: Recorder
  readonly #clock: Clock
  readonly #retry: RetryPolicy
  readonly #queue = new Queue()
  readonly #unsettled = new Set<Call>()
  #pumpScheduled = false
  #closed = false
  #onDrained: (() => void) | undefined

  constructor(crew: Crew, options: DispatcherOptions, recorder: Recorder, clock: Clock, random: Random) {
    this.#crew = crew
    this.#options = options
    this.#recorder = recorder
    this.#clock = clock
    this.#retry = new RetryPolicy(random)
  }

  /** Calls and leases that wait for a worker. */
  get waiting(): number {
    return this.#queue.size
  }

  /** Sends a request through any worker. */
  submit(request: Request, options: ResolvedCallOptions): Promise<unknown> {
    const call = this.#admit(request, options)
    if (!call.settled) this.#enqueue(call, options.coalesce)
    return call.promise
  }

  /** Sends a request through the worker that a lease holds, after those sent before. */
  submitTo(line: LeaseLine, request: Request, options: ResolvedCallOptions): Promise<unknown> {
    const call = this.#admit(request, options)
    if (!call.settled) this.#runLeased(line, call)
    return call.promise
  }

  /** Waits for a worker of one's own; it is busy until the crew gets it back. */
  async acquire(options: ResolvedCallOptions): Promise<Actor> {
    if (this.#closed) throw new PoolClosedError()
    options.signal?.throwIfAborted()
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
      refuse: reject,
    }
    const stopTimer = this.#clock.after(options.acquireTimeoutMs, () => {
      this.#recorder.timeouts++
      reject(this.#exhausted(options.acquireTimeoutMs))
    })
    const onAbort = () => reject(options.signal?.reason)
    options.signal?.addEventListener('abort', onAbort)
    this.#queue.enter(waiter)
    this.pumpSoon()
    try {
      return await promise
    } finally {
      stopTimer()
      options.signal?.removeEventListener('abort', onAbort)
      this.#queue.leave(waiter)
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

  #admit(request: Request, options: ResolvedCallOptions): Call {
    const call = new Call(request, options, this.#clock)
    const { signal } = options
    if (this.#closed) call.reject(new PoolClosedError())
    else if (signal?.aborted) call.reject(signal.reason)
    else if (this.#queue.size >= this.#options.maxQueue && this.#crew.ledger.count('idle') === 0)
      call.reject(new PoolExhaustedError(`${call.name} was refused: ${this.#queue.size} calls wait already (maxQueue)`))
    if (call.settled) return call
    this.#unsettled.add(call)
    const stopDeadline = this.#clock.after(options.timeoutMs, () => {
      this.#recorder.timeouts++
      call.reject(call.deadlineError())
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
    const waiter: CallWaiter = {
      kind: 'call',
      lane: call.options.lane,
      call,
      mergeKey: merges ? mergeKey(call.request) : undefined,
    }
    const { acquireTimeoutMs } = call.options
    if (acquireTimeoutMs < call.remainingMs) {
      const stop = this.#clock.after(acquireTimeoutMs, () => {
        if (call.phase !== 'queue') return
        this.#recorder.timeouts++
        call.reject(this.#exhausted(acquireTimeoutMs))
      })
      call.untilSettled(stop)
    }
    call.untilSettled(() => this.#queue.leave(waiter))
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
    for (const { call } of [first, ...others]) this.#recorder.acquired(now - call.queuedAt)
    void this.#run(actor, batch, (call, mayMerge) => this.#enqueue(call, mayMerge)).then(() =>
      this.#crew.release(actor),
    )
  }

  #runLeased(line: LeaseLine, call: Call): void {
    call.enqueued()
    line.enter(async (actor) => {
      if (call.settled) return
      if (actor === undefined) call.reject(new PoolClosedError('The lease was released before the call was sent'))
      else await this.#run(actor, new Batch([call]), () => this.#runLeased(line, call))
    })
  }

  /** One attempt on a worker that is ours; resolves when the worker is done with it, which may be after the calls. */
  async #run(actor: Actor, batch: Batch, again: (call: Call, mayMerge: boolean) => void): Promise<void> {
    const startedAt = this.#clock.now()
    let running = true
    const onSettled = () => {
      if (running && batch.abandoned) this.#abandon(actor, batch)
    }
    for (const call of batch.members) call.sent(onSettled)
    this.#recorder.batches++
    this.#recorder.batched += batch.members.length
    try {
      const reply = await actor.call(batch.id, batch.request)
      running = false
      const durationMs = this.#clock.now() - startedAt
      for (const call of batch.members) this.#recorder.settled(call.name, durationMs, reply.ok)
      if (reply.ok) {
        this.#retry.succeeded()
        batch.resolve(reply.value)
      } else this.#failed(batch, reply.failure, again)
    } catch (thrown) {
      running = false
      for (const call of batch.members) this.#recorder.settled(call.name, this.#clock.now() - startedAt, false)
      this.#thrown(batch, thrown, again)
    }
  }

  /** The request did not cross to the thread, or the thread ended under it. */
  #thrown(batch: Batch, thrown: unknown, again: (call: Call, mayMerge: boolean) => void): void {
    for (const call of batch.members) {
      if (thrown instanceof QdrantPoolError) call.reject(thrown)
      else if (batch.members.length === 1) call.reject(uncloneableError(call, thrown))
      else if (!call.settled) again(call, false)
    }
  }

  /** The last of a batch's calls has gone before the answer: the worker is told to stop, and killed if it stays silent. */
  #abandon(actor: Actor, batch: Batch): void {
    void actor.cancel(batch.id).then((answered) => {
      if (!answered) this.#crew.kill(actor)
    })
  }

  #failed(batch: Batch, failure: Failure, again: (call: Call, mayMerge: boolean) => void): void {
    const left = batch.members.filter((call) => !call.settled)
    if (left.length === 0) return
    if (batch.members.length > 1 && isRefusal(failure)) {
      // One bad member makes the server refuse them all: each is judged alone.
      for (const call of left) again(call, false)
      return
    }
    const remainingMs = Math.max(...left.map((call) => call.remainingMs))
    const idempotent = left.every((call) => isIdempotent(call.request))
    const attempt = Math.max(...left.map((call) => call.attempt))
    const delayMs = this.#options.retry
      ? this.#retry.delayMs(failure, idempotent, attempt, remainingMs, Date.now())
      : undefined
    for (const call of left) {
      if (delayMs === undefined) {
        call.reject(revive(failure, call.name))
        continue
      }
      call.attempt++
      call.waitingToRetry()
      this.#recorder.retries++
      call.untilSettled(this.#clock.after(delayMs, () => again(call, true)))
    }
  }

  #exhausted(waitedMs: number): PoolExhaustedError {
    return new PoolExhaustedError(exhaustedMessage(this.#crew, waitedMs, this.#queue.size))
  }
}

/** The request itself was found wrong, so a part of it may be right. */
function isRefusal(failure: Failure): boolean {
  return failure.kind === 'argument' || (failure.kind === 'server' && failure.status < 500 && failure.status !== 429)
}
