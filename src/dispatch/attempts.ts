import type { Actor } from '../actors/actor.ts'
import type { Clock } from '../base/clock.ts'
import { QdrantPoolError, WorkerCrashedError } from '../base/errors.ts'
import type { Recorder } from '../metrics/recorder.ts'
import { isIdempotent } from '../operations/catalog.ts'
import type { Failure } from '../protocol/failure.ts'
import type { Batch } from './batch.ts'
import type { Call } from './call.ts'
import { isBusy, type RetryPolicy } from './retry.ts'
import { revive } from './revive.ts'
import { uncloneableError } from './uncloneable.ts'
import type { Workers } from './workers.ts'

/** Where calls wait for their next attempt. */
export interface Again {
  enter(call: Call, mayMerge: boolean): void
  enterAlone(calls: readonly Call[]): void
}

/** Runs batches on workers, settles their calls, and decides what is tried again. */
export class Attempts {
  readonly #crew: Pick<Workers, 'kill'>
  readonly #retry: RetryPolicy | undefined
  readonly #recorder: Recorder
  readonly #clock: Clock

  constructor(crew: Pick<Workers, 'kill'>, retry: RetryPolicy | undefined, recorder: Recorder, clock: Clock) {
    this.#crew = crew
    this.#retry = retry
    this.#recorder = recorder
    this.#clock = clock
  }

  /** One attempt on a worker that is ours; resolves when the worker is done with it, which may be after the calls. */
  async run(actor: Actor, batch: Batch, again: Again): Promise<void> {
    const startedAt = this.#clock.now()
    let running = true
    const onSettled = () => {
      if (running && batch.abandoned) this.#abandon(actor, batch)
    }
    for (const call of batch.members) call.sent(onSettled)
    this.#recorder.batches++
    this.#recorder.batched += batch.members.length
    const ended = (ok: boolean) => {
      running = false
      const durationMs = this.#clock.now() - startedAt
      for (const call of batch.members) this.#recorder.settled(call.name, durationMs, ok)
    }
    try {
      const reply = await actor.call(batch.id, batch.request)
      ended(reply.ok)
      if (reply.ok) {
        this.#retry?.succeeded()
        batch.resolve(reply.value)
      } else this.#failed(batch, reply.failure, again)
    } catch (thrown) {
      if (running) ended(false)
      this.#thrown(batch, thrown, again)
    }
  }

  /** The last of a batch's calls has gone before the answer: the worker is told to stop, and killed if it stays silent. */
  #abandon(actor: Actor, batch: Batch): void {
    void actor.cancel(batch.id).then((answered) => {
      if (!answered) this.#crew.kill(actor)
    })
  }

  /** The request did not cross to the thread, the thread ended under it, or the answer does not fit the calls. */
  #thrown(batch: Batch, thrown: unknown, again: Again): void {
    const isFinal = thrown instanceof QdrantPoolError && !(thrown instanceof WorkerCrashedError)
    if (batch.members.length > 1 && !isFinal) {
      // One of them cannot be sent, or ends the thread: each is judged alone.
      again.enterAlone(batch.unsettled)
      return
    }
    for (const call of batch.members)
      call.reject(thrown instanceof QdrantPoolError ? thrown : uncloneableError(call, thrown))
  }

  #failed(batch: Batch, failure: Failure, again: Again): void {
    const left = batch.unsettled
    if (left.length === 0) return
    if (batch.members.length > 1 && isRefusal(failure)) {
      // One bad member makes the server refuse them all: each is judged alone.
      again.enterAlone(left)
      return
    }
    const remainingMs = Math.max(...left.map((call) => call.remainingMs))
    const idempotent = left.every((call) => isIdempotent(call.request))
    const attempt = Math.max(...left.map((call) => call.attempt))
    const delayMs = this.#retry?.delayMs(failure, idempotent, attempt, remainingMs, Date.now())
    if (delayMs === undefined) for (const call of left) call.reject(revive(failure, call.name))
    else this.#later(left, failure, delayMs, again)
  }

  /** They go again after a while, and may travel together again. */
  #later(calls: readonly Call[], failure: Failure, delayMs: number, again: Again): void {
    const mayBeApplied = failure.kind === 'connection' && failure.outcome === 'unknown'
    let left = calls.length
    const stop = this.#clock.after(delayMs, () => {
      for (const call of calls) if (!call.settled) again.enter(call, true)
    })
    for (const call of calls) {
      call.attempt++
      call.waitingToRetry(mayBeApplied)
      this.#recorder.retries++
      call.untilSettled(() => {
        if (--left === 0) stop()
      })
    }
  }
}

/** The server, or the encoding, found something wrong with the request itself: a part of it may be right. */
function isRefusal(failure: Failure): boolean {
  return failure.kind === 'argument' || (failure.kind === 'server' && !isBusy(failure))
}
