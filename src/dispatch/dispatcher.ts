import { setImmediate } from 'node:timers/promises'
import type { Actor } from '../actors/actor.ts'
import type { Random } from '../base/backoff.ts'
import type { OperationMessage, PoolIdentity } from '../base/channels.ts'
import type { Clock } from '../base/clock.ts'
import { PoolClosedError, PoolExhaustedError, type QdrantPoolError } from '../base/errors.ts'
import type { Recorder } from '../metrics/recorder.ts'
import { hotOperations, type Request, requestName, targetsCollection } from '../operations/catalog.ts'
import { Attempts } from './attempts.ts'
import { Batch } from './batch.ts'
import { Call, type Ended } from './call.ts'
import type { ResolvedCallOptions } from './call-options.ts'
import { closePorts, handBack } from './cargo.ts'
import { Departures, type DeparturesOptions } from './departures.ts'
import { circuitOpen, exhausted, kindFor, whyNoWorker } from './exhausted.ts'
import type { LeaseLine } from './lease-line.ts'
import type { LeaseWaiter } from './queue.ts'
import { RetryPolicy } from './retry.ts'
import { snapshotOf } from './snapshot.ts'
import { traceOperation } from './traces.ts'
import { Unsettled } from './unsettled.ts'
import type { WaitingRoom } from './waiting-room.ts'
import type { Workers } from './workers.ts'

const RELEASED = 'The lease was released before the call was done'

/** A worker has so long to hear that the pool closes, in ms; one that blocks its thread does not hear it. */
const HEAR_LIMIT_MS = 250

/** By the queue, or through the worker that a lease holds. */
type Way = 'queue' | 'lease'

export interface DispatcherOptions extends DeparturesOptions {
  readonly retry: boolean
  /** Of the pool, for those who listen on node:diagnostics_channel. */
  readonly identity: PoolIdentity
}

/** Takes calls in and routes them to workers: every wait bounded, every call settled exactly once. */
export class Dispatcher {
  readonly #crew: Workers
  readonly #options: DispatcherOptions
  readonly #recorder: Recorder
  readonly #clock: Clock
  readonly #attempts: Attempts
  readonly #departures: Departures
  readonly #unsettled = new Unsettled()
  #closed = false
  #lastCollection: string | undefined
  #onDrained: (() => void) | undefined
  readonly #onSettled: Ended = (call, ok, at) => {
    if (this.#recorder.recording) this.#recorder.settled(call.name, (at ?? this.#clock.now()) - call.issuedAt, ok)
  }

  constructor(crew: Workers, options: DispatcherOptions, recorder: Recorder, clock: Clock, random: Random) {
    this.#crew = crew
    this.#options = options
    this.#recorder = recorder
    this.#clock = clock
    const retry = options.retry ? new RetryPolicy(random) : undefined
    this.#attempts = new Attempts(options.identity, crew, retry, recorder, clock)
    this.#departures = new Departures(crew, options, this.#attempts, recorder, clock)
  }

  /** Calls and leases that wait for a worker. */
  get waiting(): number {
    return this.#departures.room.waiting
  }

  /** Those of them that a worker could serve now. */
  get ready(): WaitingRoom['ready'] {
    return this.#departures.room.ready
  }

  /** The collection of the last call that named one. */
  get lastCollection(): string | undefined {
    return this.#lastCollection
  }

  /** Sends a request through any worker. */
  submit(request: Request, options: ResolvedCallOptions): Promise<unknown> {
    return this.#traced(request, options, 'queue', (call) => this.#departures.room.enter(call))
  }

  /** Sends a request through the worker that a lease holds, after those sent before. */
  submitTo(line: LeaseLine, request: Request, options: ResolvedCallOptions): Promise<unknown> {
    return this.#traced(request, options, 'lease', (call) => this.#runLeased(line, call))
  }

  /** Waits for a worker of one's own; it is busy until the crew gets it back. */
  async acquire(options: ResolvedCallOptions): Promise<Actor> {
    if (this.#closed) throw new PoolClosedError()
    options.signal?.throwIfAborted()
    const refusal = this.#refusal('acquire', undefined, options)
    if (refusal !== undefined) {
      await setImmediate()
      throw refusal
    }
    const { promise, resolve, reject } = Promise.withResolvers<Actor>()
    const since = this.#clock.now()
    const waiter: LeaseWaiter = {
      kind: 'lease',
      lane: options.lane,
      node: undefined,
      take: (actor) => {
        this.#recorder.acquired(this.#clock.now() - since)
        resolve(actor)
      },
      refuse: (reason) => {
        // Leaves in the same turn: a worker handed to somebody who has given up would never come back.
        if (this.#departures.room.leaveLease(waiter)) reject(reason)
      },
    }
    const stopTimer = this.#clock.after(options.acquireTimeoutMs, () => {
      this.#recorder.acquireTimedOut()
      waiter.refuse(exhausted(this.#crew, this.#options.name, options.acquireTimeoutMs, this.waiting))
    })
    const onAbort = () => waiter.refuse(options.signal?.reason)
    options.signal?.addEventListener('abort', onAbort)
    this.#departures.room.enterLease(waiter)
    try {
      return await promise
    } finally {
      stopTimer()
      options.signal?.removeEventListener('abort', onAbort)
    }
  }

  /** A worker came free: serves the waiting. */
  pumpSoon(): void {
    this.#departures.pumpSoon()
  }

  /** Takes no more calls; resolves when those issued have settled, which is soon after `timeoutMs` at the latest. */
  async drain(timeoutMs: number): Promise<void> {
    this.#closed = true
    for (const lease of this.#departures.room.leases()) lease.refuse(new PoolClosedError())
    if (this.#unsettled.size > 0) {
      const drained = Promise.withResolvers<void>()
      this.#onDrained = drained.resolve
      const stop = this.#clock.after(timeoutMs, drained.resolve)
      await drained.promise
      stop()
    }
    for (const call of this.#unsettled.all()) {
      const message = `The pool was closed before ${call.name} was done`
      call.reject(new PoolClosedError(message, { phase: call.phase, outcome: call.outcomeNow }))
    }
    // Code that runs for a call sees its signal abort before its thread is ended.
    await this.#attempts.heard(HEAR_LIMIT_MS)
  }

  #traced(request: Request, options: ResolvedCallOptions, way: Way, start: (call: Call) => void): Promise<unknown> {
    return traceOperation(this.#options.identity, request, (message) =>
      this.#issue(request, options, way, start, message),
    )
  }

  #issue(
    request: Request,
    options: ResolvedCallOptions,
    way: Way,
    start: (call: Call) => void,
    message: OperationMessage | undefined,
  ): Promise<unknown> {
    let call: Call
    try {
      call = new Call(snapshotOf(request, requestName(request)), options, this.#clock, this.#onSettled)
    } catch (error) {
      // Its arguments cannot be read. To its caller it has failed as any other, and so it is counted.
      this.#recorder.settled(requestName(request), 0, false)
      return Promise.reject(error)
    }
    call.message = message
    const { signal } = options
    const name = call.request.cargo && hotOperations.get(request.operation)?.cargo?.param
    if (name !== undefined) call.promise.catch(() => handBack(request.params, name, call.request.cargo))
    const { moved } = call.request
    if (moved !== undefined) call.promise.catch(() => closePorts(moved))
    const refusal = this.#refusal(call.name, request, options, way)
    if (this.#closed) call.reject(new PoolClosedError())
    else if (signal?.aborted) call.reject(signal.reason)
    // On a later turn: a caller who tries again at once would leave no turn for what he waits for.
    else if (refusal !== undefined) void setImmediate().then(() => call.reject(refusal))
    else {
      if (targetsCollection(request.operation)) this.#lastCollection = request.target
      this.#bound(call)
      try {
        start(call)
      } catch (error) {
        // Arguments so deep that the stack does not hold a walk through them: the call is over, and waits for no deadline.
        call.reject(error)
      }
    }
    return call.promise
  }

  /** Its deadline and its signal end the call, wherever it is. */
  #bound(call: Call): void {
    const { signal, timeoutMs } = call.options
    this.#unsettled.add(call)
    const stopDeadline = this.#clock.after(timeoutMs, () => {
      this.#recorder.timedOut()
      call.reject(call.deadlineError(kindFor(call, this.#crew) + whyNoWorker(this.#crew)))
    })
    const onAbort = () => call.reject(signal?.reason)
    signal?.addEventListener('abort', onAbort)
    call.untilSettled(() => {
      stopDeadline()
      signal?.removeEventListener('abort', onAbort)
      this.#unsettled.delete(call)
      if (this.#unsettled.size === 0) this.#onDrained?.()
    })
  }

  #runLeased(line: LeaseLine, call: Call): void {
    call.enqueued()
    const again = () => this.#runLeased(line, call)
    line.enter(async (actor) => {
      if (call.settled) return
      if (actor === undefined)
        return call.reject(new PoolClosedError(RELEASED, { phase: call.phase, outcome: call.outcomeNow }))
      const attempt = () => this.#attempts.run(actor, [new Batch([call])], { enter: again, enterApart: again })
      await this.#departures.runLeased(call, attempt)
    })
  }

  /** Why a call is not let in; one of lane `batch` waits for a server that is down. */
  #refusal(
    name: string,
    request: Request | undefined,
    { lane }: ResolvedCallOptions,
    way: Way = 'queue',
  ): QdrantPoolError | undefined {
    // Who holds a worker waits for none.
    if (way === 'queue' && this.#departures.room.isFullFor(request))
      return new PoolExhaustedError(`${name} was refused: ${this.waiting} calls wait already (maxQueue)`)
    if (lane === 'interactive' && this.#crew.endpoints.areRefusing) return circuitOpen(name, this.#crew)
    return undefined
  }
}
