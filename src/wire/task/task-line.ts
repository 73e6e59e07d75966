import { PoolClosedError } from '../../base/errors.ts'
import type { Request } from '../../operations/catalog.ts'
import { requestName } from '../../operations/catalog.ts'
import type { Reply } from '../../protocol/messages.ts'
import { Cancellation } from '../cancellation.ts'

/** Sends one request over the worker's connection. */
export type SendRequest = (request: Request, cancellation: Cancellation) => Promise<Reply>

/** The requests of one task: one after another where the connection carries one at a time, and none once the task has ended. */
export class TaskLine {
  readonly #send: SendRequest
  readonly #carriesMany: boolean
  readonly #underWay = new Map<Cancellation, Promise<Reply>>()
  /** Settles when the last request that was issued has. */
  #last: Promise<unknown> = Promise.resolve()
  #cutOff: Reply | undefined
  #isClosed = false

  constructor(send: SendRequest, carriesMany: boolean) {
    this.#send = send
    this.#carriesMany = carriesMany
  }

  /** @throws PoolClosedError where the task has ended before it is sent */
  send(request: Request): Promise<Reply> {
    const turn = this.#carriesMany ? Promise.resolve() : this.#last
    const sent = turn.then(() => this.#sendNow(request))
    this.#last = sent.catch(() => {})
    return sent
  }

  /** @throws PoolClosedError once the task has ended: its worker may be somebody else's now */
  checkOpen(name: string): void {
    if (!this.#isClosed) return
    throw new PoolClosedError(`${name}: the task has ended`, {
      outcome: 'not-sent',
      phase: 'request',
      solutions: ['Await every call before the task returns', 'Stop when `signal` aborts'],
    })
  }

  /** Ends the requests under way, and sends no other. */
  cancel(): void {
    this.#isClosed = true
    for (const cancellation of this.#underWay.keys()) cancellation.cancel()
  }

  /** Sends no other request; resolves when those under way have ended, with what came of one that was cut off, if one was. */
  async close(): Promise<Reply | undefined> {
    this.#isClosed = true
    await Promise.allSettled(this.#underWay.values())
    return this.#cutOff
  }

  async #sendNow(request: Request): Promise<Reply> {
    this.checkOpen(requestName(request))
    const cancellation = new Cancellation()
    const reply = this.#send(request, cancellation)
    this.#underWay.set(cancellation, reply)
    try {
      const answer = await reply
      if (cancellation.isCancelled && !answer.ok) this.#cutOff = answer
      return answer
    } finally {
      this.#underWay.delete(cancellation)
    }
  }
}
