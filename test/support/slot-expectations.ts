import { getEventListeners } from 'node:events'
import type { Actor } from '../../src/actors/actor.ts'
import type { Clock } from '../../src/base/clock.ts'
import type { Dispatcher } from '../../src/dispatch/dispatcher.ts'
import type { MortalWorkers, Watcher } from './mortal-workers.ts'
import { SlotModel } from './slot-model.ts'
import type { User } from './slot-user.ts'
import { isDue } from './slot-verdict.ts'

const STATES = ['idle', 'busy', 'opening', 'dying'] as const

/** Watches who gets which worker, and compares it with the model. */
export class Expectations implements Watcher {
  readonly users = new Map<string, User>()
  readonly unsettled = new Set<User>()
  /** Calls that pause before their next attempt. */
  readonly pausing = new Set<User>()
  readonly #clock: Clock
  readonly #queue = new SlotModel<User>()
  readonly #holders = new Map<Actor, User>()
  /** When the calls that are left by the closing pool are cut off. */
  #cutAt: number | undefined
  /** The first; told at the next check, because a throw in the midst of the dispatcher's turn would end elsewhere. */
  #violation: Error | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  issued(user: User): void {
    this.users.set(user.name, user)
    this.unsettled.add(user)
    if (this.#cutAt !== undefined) user.isShutOut = true
    else if (user.lease === undefined) this.#enter(user)
  }

  /** No more leases are given and no more calls taken; those that are left are cut off in a while. */
  closes(timeoutMs: number): void {
    this.#cutAt = this.#clock.now() + timeoutMs
    for (const user of this.unsettled) {
      if (user.kind !== 'lease' || !this.#queue.has(user)) continue
      this.#queue.leave(user)
      user.isShutOut = true
    }
  }

  pauses(user: User): void {
    this.pausing.add(user)
  }

  comesAgain(user: User): void {
    this.pausing.delete(user)
    if (user.lease === undefined) this.#enter(user)
  }

  aborts(user: User): void {
    const isWaiting = this.#queue.has(user)
    if (isWaiting) this.#queue.leave(user)
    // A lease that is on its way to its user arrives; everybody else hears of the abort.
    if (isWaiting || user.kind === 'call') user.gaveUp = true
  }

  taken(actor: Actor, by: User['kind']): void {
    const next = this.#queue.next()
    this.#ensure(next?.kind === by, () => `A worker went to a ${by}; next was ${next?.name}`)
    this.#ensure(
      !this.#holders.has(actor),
      () => `Worker ${actor.entry.slot} was given to ${next?.name} while it was held`,
    )
    if (next !== undefined) this.#holders.set(actor, next)
  }

  sent(actor: Actor, targets: readonly string[]): void {
    const holder = this.#holders.get(actor)
    const user = this.users.get(targets.join())
    this.#ensure(
      user !== undefined && (user.lease ?? user) === holder,
      () => `${targets.join()} went to the worker that ${holder?.name} holds`,
    )
    if (user !== undefined) user.given = actor.entry.state === 'dying' ? 'crash' : undefined
  }

  released(actor: Actor): void {
    const holder = this.#holders.get(actor)
    this.#ensure(holder !== undefined, () => `Worker ${actor.entry.slot} was released by nobody who held it`)
    this.#ensure(holder?.kind !== 'lease' || holder.isReleased, () => `${holder?.name} lost its worker`)
    this.#holders.delete(actor)
  }

  settled(user: User, result: PromiseSettledResult<unknown>): void {
    const isWaiting = this.#queue.has(user)
    if (isWaiting) this.#queue.leave(user)
    this.pausing.delete(user)
    this.unsettled.delete(user)
    this.#ensure(getEventListeners(user.abort.signal, 'abort').length === 0, () => `${user.name} is still listened to`)
    const now = this.#clock.now()
    const isRight =
      result.status === 'fulfilled' && user.kind === 'lease'
        ? this.#holders.get(result.value as Actor) === user
        : isDue(user, result, { isWaiting, isCut: now === this.#cutAt, now })
    const came = result.status === 'fulfilled' ? result.value : result.reason
    this.#ensure(isRight, () => `${user.name} should not have come to ${came} at ${now} ms`)
  }

  /** What holds whenever everything has settled that can. @throws Error on the first violation so far */
  check(crew: MortalWorkers, dispatcher: Dispatcher, timers: number): void {
    this.#checkWorkers(crew)
    const { size } = this.#queue
    this.#ensure(dispatcher.waiting === size, () => `${dispatcher.waiting} wait, not ${size}`)
    const { waiting, leases } = dispatcher.ready
    const isReady = waiting === this.#queue.count('call') && leases === this.#queue.count('lease')
    this.#ensure(isReady, () => `${waiting} calls and ${leases} leases are said to be ready`)
    this.#ensure(size === 0 || crew.ledger.count('idle') === 0, () => 'A worker is idle while somebody waits')
    const running = new Set([...crew.running.values()].flatMap(({ targets }) => targets))
    // The closing pool waits for its last calls.
    let due = Number(this.#cutAt !== undefined && [...this.unsettled].some(({ kind }) => kind === 'call'))
    for (const user of this.unsettled) due += this.#timersOf(user, running.has(user.name))
    this.#ensure(timers === due, () => `There are ${timers} timers, not ${due}`)
    if (this.#violation !== undefined) throw this.#violation
  }

  #checkWorkers({ ledger, actors, running, free, cancelled, answersCancel }: MortalWorkers): void {
    for (const state of STATES) {
      const count = [...actors].filter(({ entry }) => entry.state === state).length
      this.#ensure(
        ledger.count(state) === count,
        () => `The ledger counts ${ledger.count(state)} ${state}, not ${count}`,
      )
    }
    this.#ensure(ledger.count('idle') === free, () => `${free} workers are free, ${ledger.count('idle')} idle`)
    for (const actor of actors) {
      const { slot, state } = actor.entry
      const holder = this.#holders.get(actor)
      const isNeeded = running.has(actor) || (holder?.kind === 'lease' && !holder.isReleased)
      this.#ensure(
        state === 'dying' || (state === 'busy') === isNeeded,
        () => `Worker ${slot} is ${state} for ${holder?.name}`,
      )
    }
    for (const { ids, targets } of running.values()) {
      const isAbandoned = targets.every((target) => !this.unsettled.has(this.users.get(target) as User))
      const told = cancelled.filter((id) => ids.includes(id)).length
      this.#ensure(told === Number(isAbandoned), () => `The worker of ${targets.join()} was told ${told} times to stop`)
      this.#ensure(!isAbandoned || answersCancel, () => `The silent worker of ${targets.join()} goes on`)
    }
  }

  /** How many timers run for somebody who has not been settled, and rightly so. */
  #timersOf(user: User, isRunning: boolean): number {
    const now = this.#clock.now()
    const isWaiting = this.#queue.has(user)
    const isPausing = this.pausing.has(user)
    this.#ensure(!user.isShutOut, () => `${user.name} has not heard that the pool closes`)
    this.#ensure(!user.gaveUp, () => `${user.name} has not heard of its abort`)
    this.#ensure(now <= user.deadline, () => `${user.name} waits beyond its deadline`)
    this.#ensure(!isWaiting || now <= user.givesUpAt, () => `${user.name} waits beyond its acquire timeout`)
    this.#ensure(isWaiting || isPausing || isRunning || user.lease !== undefined, () => `${user.name} was forgotten`)
    const isBounded = isWaiting && user.givesUpAt !== Number.POSITIVE_INFINITY
    return Number(user.kind === 'call') + Number(isBounded) + Number(isPausing)
  }

  #enter(user: User): void {
    user.waits(this.#clock.now())
    this.#queue.enter(user)
  }

  #ensure(holds: boolean, violation: () => string): void {
    if (!holds) this.#violation ??= new Error(violation())
  }
}
