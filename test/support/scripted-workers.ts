import type { Actor } from '../../src/actors/actor.ts'
import { Ledger } from '../../src/actors/ledger.ts'
import type { Workers } from '../../src/dispatch/workers.ts'
import type { Request } from '../../src/operations/catalog.ts'
import type { Failure } from '../../src/protocol/failure.ts'
import type { Reply } from '../../src/protocol/messages.ts'

export interface SentCall {
  readonly id: number
  readonly request: Request
  /** Settles the worker's task. */
  readonly answer: PromiseWithResolvers<Reply>
}

/** Workers whose answers the test gives; everything that decides who gets one is the real ledger and dispatcher. */
export class ScriptedWorkers implements Workers {
  readonly ledger = new Ledger()
  readonly sent: SentCall[] = []
  readonly cancelled: number[] = []
  readonly killed: Actor[] = []
  lastFailure: Failure | undefined
  grown = 0
  /** What a cancelled worker does: answer, or stay silent. */
  answersCancel = true
  /** Called when a worker comes free, as the crew does. */
  onFree: () => void = () => {}
  readonly #idle: Actor[] = []

  constructor(count: number) {
    for (let slot = 0; slot < count; slot++) this.#add()
  }

  get available(): number {
    return this.ledger.count('idle')
  }

  takeIdle(): Actor | undefined {
    const actor = this.#idle.pop()
    if (actor !== undefined) this.ledger.move(actor.entry, 'busy')
    return actor
  }

  release(actor: Actor): void {
    if (actor.entry.state !== 'busy') return
    actor.leased = false
    this.ledger.move(actor.entry, 'idle')
    this.#idle.push(actor)
    this.onFree()
  }

  grow(): void {
    this.grown++
  }

  kill(actor: Actor): void {
    this.killed.push(actor)
    this.ledger.move(actor.entry, 'dying')
  }

  #add(): void {
    const entry = this.ledger.claim(1_000)
    if (entry === undefined) return
    this.ledger.move(entry, 'idle')
    const actor = {
      entry,
      leased: false,
      call: (id: number, request: Request) => {
        const answer = Promise.withResolvers<Reply>()
        this.sent.push({ id, request, answer })
        return answer.promise
      },
      cancel: async (id: number) => {
        this.cancelled.push(id)
        return this.answersCancel
      },
    } as unknown as Actor
    this.#idle.push(actor)
  }
}
