import type { OperationMessage } from '../base/channels.ts'
import type { Clock } from '../base/clock.ts'
import { DeadlineExceededError, type Outcome, type Phase } from '../base/errors.ts'
import { type Request, requestName, writeScope } from '../operations/catalog.ts'
import type { WriteScope } from '../operations/write-scope.ts'
import type { ResolvedCallOptions } from './call-options.ts'

/** `ok`: with an answer. `at`: when, where that is known. */
export type Ended = (call: Call, ok: boolean, at: number | undefined) => void

/** One call of a user, from its issue to its one settlement. */
export class Call {
  request: Request
  /** The points that it may write; undefined where it only reads. */
  readonly scope: WriteScope | undefined
  readonly options: ResolvedCallOptions
  readonly issuedAt: number
  readonly promise: Promise<unknown>
  /** Failed attempts so far. */
  attempt = 0
  /** Where it is now; names the phase in errors. */
  phase: Phase = 'queue'
  settled = false
  /** Among those that have not settled. */
  place = 0
  /** When it last entered the queue. */
  queuedAt: number
  /** An earlier attempt was sent and left without an answer. */
  mayBeApplied = false
  #wasSent = false
  #onSettled: (() => void) | undefined
  /** What node:diagnostics_channel is told of it, where anybody listens. */
  message: OperationMessage | undefined
  readonly #clock: Clock
  readonly #ended: Ended
  #resolve: (value: unknown) => void = () => {}
  #reject: (reason: unknown) => void = () => {}
  #release: (() => void)[] = []

  /** `ended` is told once, when the call settles. */
  constructor(request: Request, options: ResolvedCallOptions, clock: Clock, ended: Ended) {
    this.#ended = ended
    this.request = request
    this.scope = writeScope(request)
    this.options = options
    this.#clock = clock
    this.issuedAt = clock.now()
    this.queuedAt = this.issuedAt
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  get name(): string {
    return requestName(this.request)
  }

  /** Time left of `timeoutMs`, in ms. */
  get remainingMs(): number {
    return this.issuedAt + this.options.timeoutMs - this.#clock.now()
  }

  /** What is known of it if it fails now. */
  get outcomeNow(): Outcome {
    return this.phase === 'request' || this.mayBeApplied ? 'unknown' : 'not-sent'
  }

  enqueued(): void {
    this.phase = 'queue'
    // The first time is the turn of its issue: no look at the clock, which is not free at 100,000 calls a second.
    if (this.#wasSent) this.queuedAt = this.#clock.now()
  }

  /** It is on its way; `onSettled` tells the batch when it leaves. */
  sent(onSettled: () => void): void {
    this.phase = 'request'
    this.#wasSent = true
    this.#onSettled = onSettled
  }

  /** Its attempt has failed and another will follow. */
  waitingToRetry(mayBeApplied: boolean): void {
    this.phase = 'queue'
    this.mayBeApplied ||= mayBeApplied
    this.#onSettled = undefined
  }

  /** The worker has sent its cargo back. */
  takeBack(cargo: Float32Array): void {
    this.request = { ...this.request, cargo }
  }

  /** Runs `release` when the call settles: timers and listeners that only matter until then. */
  untilSettled(release: () => void): void {
    this.#release.push(release)
  }

  /** `at`: the time now, where somebody has just looked at the clock. */
  resolve(value: unknown, at?: number): void {
    if (this.#settle(true, at)) this.#resolve(value)
  }

  reject(reason: unknown): void {
    if (this.#settle(false)) this.#reject(reason)
  }

  /** `why` ends the sentence where it still waits for a worker: for which, and what keeps one from opening. */
  deadlineError(why: string): DeadlineExceededError {
    const spent = this.phase === 'queue' ? 'waiting for a worker' : 'waiting for the answer'
    return new DeadlineExceededError(
      `${this.name} was not done within ${this.options.timeoutMs} ms (${spent}${this.phase === 'queue' ? why : ''})`,
      {
        phase: this.phase,
        outcome: this.outcomeNow,
      },
    )
  }

  #settle(ok: boolean, at?: number): boolean {
    if (this.settled) return false
    this.settled = true
    this.#ended(this, ok, at)
    for (const release of this.#release) release()
    this.#onSettled?.()
    return true
  }
}
