import { poolIdentity } from '../../src/base/channels.ts'
import { Dispatcher } from '../../src/dispatch/dispatcher.ts'
import { LeaseLine } from '../../src/dispatch/lease-line.ts'
import { Recorder } from '../../src/metrics/recorder.ts'
import { Regions } from '../../src/metrics/regions.ts'
import type { Reply } from '../../src/protocol/messages.ts'
import { BAD, BROKEN, LOST, REFUSED } from './dispatcher-set-up.ts'
import { settle } from './manual-clock.ts'
import { MortalWorkers } from './mortal-workers.ts'
import { Expectations } from './slot-expectations.ts'
import type { Action, ReplyName, SlotProgram, Turn } from './slot-program.ts'
import { User } from './slot-user.ts'
import { TieClock } from './tie-clock.ts'
import { WatchedClock } from './watched-clock.ts'

const BUSY: Reply = { ok: false, failure: { ...BROKEN, status: 503 } }
const REPLIES: Readonly<Record<ReplyName, Reply>> = {
  ok: { ok: true, value: 'answered' },
  refused: REFUSED,
  lost: LOST,
  busy: BUSY,
  bad: BAD,
}

/** A program on a real dispatcher; after every step it is what it ought to be. */
export class SlotRun {
  readonly #program: SlotProgram
  readonly #clock: TieClock
  readonly #watched: WatchedClock<User>
  readonly #expected: Expectations
  readonly #crew: MortalWorkers
  readonly #dispatcher: Dispatcher
  readonly #leases: User[] = []
  #turnsLeft: number
  #isDraining = false
  /** Who was given a failure since all had settled: only he may come again, so one is given at a time. */
  #failed: User | undefined

  constructor(program: SlotProgram) {
    this.#program = program
    this.#turnsLeft = program.turns.length
    this.#clock = new TieClock(cyclic(program.ties, (tie, count) => tie % count))
    this.#expected = new Expectations(this.#clock)
    this.#watched = new WatchedClock(this.#clock, this.#expected)
    this.#crew = new MortalWorkers(program.workers, this.#clock, program.lifetimes, this.#expected)
    this.#crew.answersCancel = program.answersCancel
    const identity = poolIdentity('p')
    const options = { name: 'p', identity, maxQueue: 1_000, retry: true, coalesce: 1, cores: 8 }
    const random = cyclic(program.jitter, (jitter) => {
      this.#watched.draws(this.#failed)
      return jitter
    })
    this.#dispatcher = new Dispatcher(this.#crew, options, new Recorder(new Regions(), identity), this.#watched, random)
    this.#crew.onFree = () => this.#dispatcher.pumpSoon()
  }

  get #held(): User[] {
    return this.#leases.filter((lease) => !lease.isReleased)
  }

  async run(): Promise<void> {
    let at = 0
    for (const { afterMs, turn } of this.#program.turns) {
      at += afterMs
      this.#clock.after(at, () => void this.#take(turn))
    }
    const { closing } = this.#program
    if (closing !== undefined) this.#clock.after(closing.atMs, () => void this.#close(closing.timeoutMs))
    while (this.#turnsLeft > 0 || this.#program.ending === 'expired') if (!(await this.#next())) break
    while (this.#finish() || (await this.#next())) await this.#settle()
    this.#expectQuiet()
  }

  /** One timer more, and everything that follows from it. */
  async #next(): Promise<boolean> {
    const isLeft = await this.#clock.next()
    await this.#settle()
    return isLeft
  }

  async #settle(): Promise<void> {
    await settle()
    this.#failed = undefined
    this.#watched.draws(undefined)
    this.#expected.check(this.#crew, this.#dispatcher, this.#watched.pending)
  }

  async #take(turn: Turn): Promise<void> {
    for (const { microtasks, action } of turn) {
      for (let passed = 0; passed < microtasks; passed++) await undefined
      this.#act(action)
    }
    this.#turnsLeft--
  }

  async #close(timeoutMs: number): Promise<void> {
    this.#expected.closes(timeoutMs)
    this.#isDraining = true
    await this.#dispatcher.drain(timeoutMs)
    this.#isDraining = false
  }

  #act(action: Action): void {
    switch (action.what) {
      case 'call':
      case 'acquire':
      case 'call leased':
        this.#issue(action)
        break
      case 'answer':
        this.#answer(action.which, action.reply)
        break
      case 'release': {
        const lease = this.#pickLease(action.which)
        if (lease !== undefined) void this.#release(lease)
        break
      }
      case 'abort': {
        const user = pick([...this.#expected.unsettled], action.which)
        if (user === undefined) break
        this.#expected.aborts(user)
        user.abort.abort(user)
        break
      }
      case 'crash': {
        const actor = pick([...this.#crew.actors], action.which)
        if (actor === undefined) break
        for (const target of this.#crew.running.get(actor)?.targets ?? []) this.#give(target, 'crash')
        this.#crew.kill(actor)
      }
    }
  }

  #issue(action: Action & { what: 'call' | 'acquire' | 'call leased' }): void {
    const lease = action.what === 'call leased' ? this.#pickLease(action.which) : undefined
    if (action.what === 'call leased' && lease === undefined) return
    const kind = action.what === 'acquire' ? 'lease' : 'call'
    const user = new User(kind, `${kind} ${this.#expected.users.size}`, action.options, this.#clock.now(), lease)
    this.#expected.issued(user)
    const options = { ...action.options, signal: user.abort.signal, coalesce: true }
    // A collection of its own: nothing is known of how long it takes, so that it does not share a task either.
    const request = { operation: 'count', target: user.name, params: {} }
    const settled = (result: PromiseSettledResult<unknown>) => {
      this.#expected.settled(user, result)
      if (action.then !== undefined) this.#act(action.then)
    }
    const rejected = (reason: unknown) => settled({ status: 'rejected', reason })
    if (kind === 'lease')
      this.#dispatcher.acquire(options).then((actor) => {
        user.line = new LeaseLine(actor)
        this.#leases.push(user)
        settled({ status: 'fulfilled', value: actor })
      }, rejected)
    else {
      const call =
        lease?.line === undefined
          ? this.#dispatcher.submit(request, options)
          : this.#dispatcher.submitTo(lease.line, request, options)
      call.then((value) => settled({ status: 'fulfilled', value }), rejected)
    }
  }

  #answer(which: number, reply: ReplyName): void {
    const actor = pick([...this.#crew.running.keys()], which)
    if (actor === undefined) return
    const given = this.#failed === undefined ? reply : 'ok'
    for (const target of this.#crew.running.get(actor)?.targets ?? []) this.#give(target, given)
    this.#crew.answer(actor, REPLIES[given])
  }

  #give(target: string, given: ReplyName | 'crash'): void {
    const user = this.#expected.users.get(target)
    if (user === undefined) return
    user.given = given
    if (given !== 'ok' && given !== 'crash') this.#failed = user
  }

  /** One that is held; now and then one that was released before. */
  #pickLease(which: number): User | undefined {
    return pick(which === 0 ? this.#leases : this.#held, which)
  }

  async #release(lease: User): Promise<void> {
    lease.isReleased = true
    const actor = await lease.line?.close()
    if (actor !== undefined) this.#crew.release(actor)
  }

  /** Answers whatever runs, and releases whatever is leased. False where there was nothing. */
  #finish(): boolean {
    const { running } = this.#crew
    const held = this.#held
    if (held.length + running.size === 0) return false
    while (running.size > 0) this.#answer(0, 'ok')
    for (const lease of held) void this.#release(lease)
    return true
  }

  #expectQuiet(): void {
    const { ledger, underWay } = this.#crew
    const { waiting } = this.#dispatcher
    const left = { waiting, underWay, unsettled: this.#expected.unsettled.size, timers: this.#clock.pending }
    const idle = ledger.count('idle')
    if (this.#isDraining || Object.values(left).some((count) => count !== 0) || idle !== this.#program.workers)
      throw new Error(`At the end ${idle} workers are idle, and left are ${JSON.stringify(left)}`)
  }
}

function pick<T>(all: readonly T[], which: number): T | undefined {
  return all[which % all.length]
}

/** A function that is given one value after another of a list, which starts again at its end. */
function cyclic<T, A extends unknown[], R>(
  values: readonly T[],
  use: (value: T, ...given: A) => R,
): (...given: A) => R {
  let at = 0
  return (...given) => use(values[at++ % values.length] as T, ...given)
}
