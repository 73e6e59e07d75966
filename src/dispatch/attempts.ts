import type { Actor } from '../actors/actor.ts'
import type { Clock } from '../base/clock.ts'
import { QdrantPoolError } from '../base/errors.ts'
import type { Recorder } from '../metrics/recorder.ts'
import { isIdempotent } from '../operations/catalog.ts'
import type { Failure } from '../protocol/failure.ts'
import type { Batch } from './batch.ts'
import type { Call } from './call.ts'
import { isBusy, type RetryPolicy } from './retry.ts'
import { revive } from './revive.ts'
import { uncloneableError } from './uncloneable.ts'
import type { Workers } from './workers.ts'

/** Lets a call wait for its next attempt. */
export type Again = (call: Call, mayMerge: boolean) => void

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
    for (const call of batch.members) {
      if (thrown instanceof QdrantPoolError) call.reject(thrown)
      else if (batch.members.length === 1) call.reject(uncloneableError(call, thrown))
      else if (!call.settled) again(call, false)
    }
  }

  #failed(batch: Batch, failure: Failure, again: Again): void {
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
    const delayMs = this.#retry?.delayMs(failure, idempotent, attempt, remainingMs, Date.now())
    for (const call of left) {
      if (delayMs === undefined) call.reject(revive(failure, call.name))
      else this.#later(call, failure, delayMs, again)
    }
  }

  #later(call: Call, failure: Failure, delayMs: number, again: Again): void {
    call.attempt++
    call.waitingToRetry(failure.kind === 'connection' && failure.outcome === 'unknown')
    this.#recorder.retries++
    call.untilSettled(this.#clock.after(delayMs, () => again(call, true)))
  }
}

/** The server, or the encoding, found something wrong with the request itself: a part of it may be right. */
function isRefusal(failure: Failure): boolean {
  return failure.kind === 'argument' || (failure.kind === 'server' && !isBusy(failure))
}
