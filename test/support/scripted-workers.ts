import type { Actor } from '../../src/actors/actor.ts'
import { Ledger } from '../../src/actors/ledger.ts'
import { Roster } from '../../src/actors/roster.ts'
import type { Workers } from '../../src/dispatch/workers.ts'
import { Heartbeat } from '../../src/metrics/heartbeat.ts'
import type { Request } from '../../src/operations/catalog.ts'
import type { Failure } from '../../src/protocol/failure.ts'
import type { Reply, WorkerCall } from '../../src/protocol/messages.ts'

export interface SentCall {
  readonly id: number
  readonly request: Request
  /** Of the worker. */
  readonly slot: number
  /** Settles the worker's task. */
  readonly answer: PromiseWithResolvers<Reply>
}

/** Workers whose answers the test gives; everything that decides who gets one is the real ledger, roster and dispatcher. */
export class ScriptedWorkers implements Workers {
  readonly ledger = new Ledger({ now: () => 0 })
  readonly sent: SentCall[] = []
  /** How many requests crossed together, task by task. */
  readonly tasks: number[] = []
  readonly cancelled: number[] = []
  readonly killed: Actor[] = []
  /** What came of each request, as the crew is told. */
  readonly outcomes: (Failure | undefined)[] = []
  /** Whether every circuit is open. */
  readonly endpoints: { areRefusing: boolean; lastFailure: Failure | undefined } = {
    areRefusing: false,
    lastFailure: undefined,
  }
  lastFailure: Failure | undefined
  grown = 0
  /** What a cancelled worker does: answer, or stay silent. */
  answersCancel = true
  /** Called when a worker comes free, as the crew does. */
  onFree: () => void = () => {}
  readonly tellsModelApart: boolean
  readonly isSplit: boolean
  protected readonly roster: Roster

  /** `embedWorkers`: those in the lowest slots that have the model; every one where it is not given. */
  constructor(count: number, depth = 1, embedWorkers?: number) {
    this.tellsModelApart = embedWorkers !== undefined
    this.isSplit = embedWorkers !== undefined && embedWorkers < count
    this.roster = new Roster(this.ledger, depth, (slot) => embedWorkers === undefined || slot < embedWorkers)
    for (let slot = 0; slot < count; slot++) this.roster.becomeIdle(this.start())
  }

  get free(): number {
    return this.roster.free
  }

  get underWay(): number {
    return this.roster.underWay
  }

  get available(): number {
    return this.free
  }

  get freeWithModel(): number {
    return this.roster.freeWithModel
  }

  get availableWithModel(): number {
    return this.freeWithModel
  }

  take(needsModel = false): Actor | undefined {
    return this.roster.take(needsModel)
  }

  takeIdle(): Actor | undefined {
    return this.roster.takeIdle()
  }

  release(actor: Actor): void {
    if (actor.entry.state !== 'busy') return
    if (this.roster.release(actor)) this.roster.becomeIdle(actor)
    this.onFree()
  }

  outcome(_actor: Actor, failure: Failure | undefined): void {
    this.outcomes.push(failure)
  }

  gaveUp(): void {}

  grow(): void {
    this.grown++
  }

  kill(actor: Actor): void {
    this.killed.push(actor)
    this.roster.leave(actor)
    this.ledger.move(actor.entry, 'dying')
  }

  /** A worker that is still opening. */
  protected start(): Actor {
    const entry = this.ledger.claim(1_000)
    if (entry === undefined) throw new Error('no slot')
    const actor = {
      entry,
      endpoint: { url: 'http://server:6333' },
      heartbeat: new Heartbeat(),
      inFlight: 0,
      operations: 0,
      leased: false,
      call: (calls: readonly WorkerCall[]) => this.run(actor, calls),
      cancel: async (id: number) => {
        this.cancelled.push(id)
        return this.answersCancel
      },
    } as unknown as Actor
    return actor
  }

  protected run({ entry: { slot } }: Actor, calls: readonly WorkerCall[]): Promise<readonly Reply[]> {
    const sent = calls.map(({ id, ...request }) => ({ id, request, slot, answer: Promise.withResolvers<Reply>() }))
    this.sent.push(...sent)
    this.tasks.push(calls.length)
    return Promise.all(sent.map(({ answer }) => answer.promise))
  }
}
