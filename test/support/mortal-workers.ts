import type { Actor } from '../../src/actors/actor.ts'
import type { Clock } from '../../src/base/clock.ts'
import { WorkerCrashedError } from '../../src/base/errors.ts'
import type { Reply, WorkerCall } from '../../src/protocol/messages.ts'
import { ScriptedWorkers } from './scripted-workers.ts'

/** Is told of everything that happens to a worker, in the turn in which it happens. */
export interface Watcher {
  taken(actor: Actor, by: 'call' | 'lease'): void
  sent(actor: Actor, targets: readonly string[]): void
  released(actor: Actor): void
}

/** How long a worker takes, in ms, to end, and to open again after its end or after a connection failure. */
export interface Lifetimes {
  readonly endMs: number
  readonly openMs: number
}

interface Task {
  readonly ids: readonly number[]
  readonly targets: readonly string[]
  readonly answer: PromiseWithResolvers<Reply>
}

/** Scripted workers that crash and come back, and that open their connection again once it has failed. */
export class MortalWorkers extends ScriptedWorkers {
  readonly actors = new Set<Actor>()
  /** What a worker has not answered. */
  readonly running = new Map<Actor, Task>()
  readonly #clock: Clock
  readonly #lifetimes: Lifetimes
  readonly #watcher: Watcher
  readonly #disconnected = new Set<Actor>()

  constructor(count: number, clock: Clock, lifetimes: Lifetimes, watcher: Watcher) {
    super(0)
    this.#clock = clock
    this.#lifetimes = lifetimes
    this.#watcher = watcher
    for (let slot = 0; slot < count; slot++) this.roster.becomeIdle(this.start())
  }

  override take(needsModel = false): Actor | undefined {
    const actor = super.take(needsModel)
    if (actor !== undefined) this.#watcher.taken(actor, 'call')
    return actor
  }

  override takeIdle(): Actor | undefined {
    const actor = super.takeIdle()
    if (actor !== undefined) this.#watcher.taken(actor, 'lease')
    return actor
  }

  override release(actor: Actor): void {
    this.#watcher.released(actor)
    if (actor.entry.state !== 'busy' || !this.#disconnected.delete(actor)) {
      super.release(actor)
      return
    }
    this.roster.leave(actor)
    actor.leased = false
    this.ledger.move(actor.entry, 'opening')
    this.#openLater(actor)
  }

  answer(actor: Actor, reply: Reply): void {
    if (!reply.ok && reply.failure.kind === 'connection') this.#disconnected.add(actor)
    const task = this.running.get(actor)
    this.running.delete(actor)
    task?.answer.resolve(reply)
  }

  /** It ends under whatever it runs; its slot comes free a while later, and another worker opens in it. */
  override kill(actor: Actor): void {
    if (actor.entry.state === 'dying') return
    super.kill(actor)
    const task = this.running.get(actor)
    this.running.delete(actor)
    task?.answer.reject(new WorkerCrashedError('ended'))
    this.#clock.after(this.#lifetimes.endMs, () => {
      this.ledger.free(actor.entry)
      this.actors.delete(actor)
      this.#openLater(this.start())
    })
  }

  protected override start(): Actor {
    const actor = super.start()
    this.actors.add(actor)
    return actor
  }

  protected override async run(actor: Actor, calls: readonly WorkerCall[]): Promise<readonly Reply[]> {
    const targets = calls.map(({ target }) => target)
    this.#watcher.sent(actor, targets)
    if (actor.entry.state === 'dying') throw new WorkerCrashedError('ended before', { outcome: 'not-sent' })
    const task: Task = { ids: calls.map(({ id }) => id), targets, answer: Promise.withResolvers() }
    this.running.set(actor, task)
    const reply = await task.answer.promise
    return calls.map(() => reply)
  }

  #openLater(actor: Actor): void {
    this.#clock.after(this.#lifetimes.openMs, () => {
      if (actor.entry.state !== 'opening') return
      this.roster.becomeIdle(actor)
      this.onFree()
    })
  }
}
