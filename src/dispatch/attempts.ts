import type { Actor } from '../actors/actor.ts'
import type { BatchMessage, PoolIdentity } from '../base/channels.ts'
import type { Clock } from '../base/clock.ts'
import { WorkerCrashedError } from '../base/errors.ts'
import type { Recorder } from '../metrics/recorder.ts'
import { codeOperations, isIdempotent } from '../operations/catalog.ts'
import { readAnswer } from '../protocol/answer-text.ts'
import type { Failure } from '../protocol/failure.ts'
import type { Reply, WorkerCall } from '../protocol/messages.ts'
import type { Batch } from './batch.ts'
import type { Call } from './call.ts'
import { crashError, hasLostCargo } from './cargo.ts'
import { Pace } from './pace.ts'
import { isBusy, type RetryPolicy } from './retry.ts'
import { revive } from './revive.ts'
import { endBatchTrace, headersOf, traceBatch } from './traces.ts'
import { uncloneableError } from './uncloneable.ts'
import type { Workers } from './workers.ts'

/** Where calls wait for their next attempt. */
export interface Again {
  enter(call: Call): void
  enterApart(calls: readonly Call[], mayShare: boolean): void
}

/** Runs batches on workers, settles their calls, and decides what is tried again. */
export class Attempts {
  /** How long requests take on a worker. */
  readonly pace = new Pace()
  /** Workers that are being told to stop. */
  readonly #untold = new Set<Promise<void>>()
  readonly #identity: PoolIdentity
  readonly #crew: Pick<Workers, 'kill' | 'outcome' | 'gaveUp'>
  readonly #retry: RetryPolicy | undefined
  readonly #recorder: Recorder
  readonly #clock: Clock
  readonly #now: () => number

  constructor(
    identity: PoolIdentity,
    crew: Pick<Workers, 'kill' | 'outcome' | 'gaveUp'>,
    retry: RetryPolicy | undefined,
    recorder: Recorder,
    clock: Clock,
  ) {
    this.#identity = identity
    this.#crew = crew
    this.#retry = retry
    this.#recorder = recorder
    this.#clock = clock
    this.#now = () => clock.now()
  }

  /**
   * One attempt at each batch, on a worker that is ours; they cross to its thread together. Resolves when the worker is
   * done with them, which may be after the calls.
   */
  async run(actor: Actor, batches: readonly Batch[], again: Again): Promise<void> {
    const startedAt = this.#clock.now()
    let running = true
    const traces = batches.map((batch) => traceBatch(this.#identity, batch, actor))
    for (const batch of batches) {
      const onSettled = () => {
        if (running && batch.abandoned) this.#abandon(actor, batch)
      }
      for (const call of batch.members) call.sent(onSettled)
      this.#recorder.sent(batch.members.length)
    }
    try {
      const replies = await actor.call(batches.map((batch, index) => workerCall(batch, traces[index])))
      running = false
      const durationMs = this.#clock.now() - startedAt
      for (const [index, batch] of batches.entries()) {
        const reply = replies[index]
        const [only, ...others] = batch.members
        if (only !== undefined && others.length === 0 && reply?.ok) this.pace.learn(only, durationMs / batches.length)
        if (reply !== undefined) this.#replied(actor, batch, reply, again, traces[index])
      }
    } catch (thrown) {
      running = false
      for (const trace of traces) endBatchTrace(trace, thrown as Error)
      this.#thrown(batches, thrown, again)
    }
  }

  #replied(actor: Actor, batch: Batch, reply: Reply, again: Again, trace: BatchMessage | undefined): void {
    actor.operations += batch.members.length
    const read = 'text' in reply ? readAnswer(reply.text) : reply
    endBatchTrace(trace, read.ok ? undefined : read.failure)
    if (!read.ok && batch.abandoned) {
      if (isUnknown(read.failure)) this.#crew.gaveUp(actor)
    } else if (!codeOperations.has(batch.request.operation)) {
      // What code in the worker comes to tells nothing of the server.
      this.#crew.outcome(actor, read.ok ? undefined : read.failure)
    }
    if (!read.ok) {
      if (read.cargo !== undefined) batch.members[0]?.takeBack(read.cargo)
      this.#failed(batch, read.failure, again)
      return
    }
    this.#retry?.succeeded()
    batch.resolve('value' in read ? read.value : undefined, this.#recorder.recording ? this.#now : undefined)
  }

  /** Resolves when every worker that was told to stop has heard it, at the latest after `limitMs`. */
  async heard(limitMs: number): Promise<void> {
    if (this.#untold.size === 0) return
    const limit = Promise.withResolvers<void>()
    const stop = this.#clock.after(limitMs, limit.resolve)
    await Promise.race([Promise.all(this.#untold), limit.promise])
    stop()
  }

  /** The last of a batch's calls has gone before the answer: the worker is told to stop, and killed if it stays silent. */
  #abandon(actor: Actor, batch: Batch): void {
    const told = actor.cancel(batch.id, batch.remainingMs).then((answered) => {
      this.#untold.delete(told)
      if (!answered) this.#crew.kill(actor)
    })
    this.#untold.add(told)
  }

  /** The requests did not cross to the thread, or it ended under them. */
  #thrown(batches: readonly Batch[], thrown: unknown, again: Again): void {
    const crash = thrown instanceof WorkerCrashedError ? thrown : undefined
    const hadCompany = batches.flatMap((batch) => batch.members).length > 1
    const alone: Call[] = []
    for (const call of batches.flatMap((batch) => batch.unsettled)) {
      // One of several cannot be sent, or ends the thread; all can be sent twice: each is judged alone.
      if (hadCompany && !(crash !== undefined && hasLostCargo(call))) alone.push(call)
      else if (crash === undefined) call.reject(uncloneableError(call.name, call.request.params, thrown))
      else call.reject(crashError(call, crash))
    }
    for (const call of alone) call.waitingToRetry(crash?.outcome === 'unknown')
    if (alone.length > 0) again.enterApart(alone, false)
  }

  #failed(batch: Batch, failure: Failure, again: Again): void {
    const left = batch.unsettled
    if (left.length === 0) return
    if (batch.members.length > 1 && isRefusal(failure)) {
      // One bad member makes the server refuse them all: each is judged alone. A part of a write may have been stored.
      for (const call of left) call.waitingToRetry(failure.kind === 'server' && call.scope !== undefined)
      again.enterApart(left, true)
      return
    }
    const remainingMs = Math.max(...left.map((call) => call.remainingMs))
    const idempotent = left.every((call) => isIdempotent(call.request))
    const attempt = Math.max(...left.map((call) => call.attempt))
    const delayMs = this.#retry?.delayMs(failure, idempotent, attempt, remainingMs, Date.now())
    if (delayMs === undefined) for (const call of left) call.reject(revive(failure, call.name, call.mayBeApplied))
    else this.#later(left, failure, delayMs, again)
  }

  /** They go again after a while, and may travel together again. */
  #later(calls: readonly Call[], failure: Failure, delayMs: number, again: Again): void {
    const mayBeApplied = isUnknown(failure)
    let left = calls.length
    const stop = this.#clock.after(delayMs, () => {
      for (const call of calls) if (!call.settled) again.enter(call)
    })
    for (const call of calls) {
      call.attempt++
      call.waitingToRetry(mayBeApplied)
      this.#recorder.retried()
      call.untilSettled(() => {
        if (--left === 0) stop()
      })
    }
  }
}

function workerCall({ id, request }: Batch, trace: BatchMessage | undefined): WorkerCall {
  const carrier = headersOf(trace)
  return carrier === undefined ? { id, ...request } : { id, ...request, carrier }
}

/** It was sent and left without an answer. */
function isUnknown(failure: Failure): boolean {
  return failure.kind === 'connection' && failure.outcome === 'unknown'
}

/** The server, or the encoding, found something wrong with the request itself: a part of it may be right. */
function isRefusal(failure: Failure): boolean {
  return failure.kind === 'argument' || (failure.kind === 'server' && !isBusy(failure))
}
