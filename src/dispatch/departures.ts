import type { Clock } from '../base/clock.ts'
import type { Recorder } from '../metrics/recorder.ts'
import type { Attempts } from './attempts.ts'
import { Batch } from './batch.ts'
import type { Call } from './call.ts'
import type { Order } from './lane-list.ts'
import type { CallWaiter, LeaseWaiter } from './queue.ts'
import { WaitingRoom, type WaitingRoomOptions } from './waiting-room.ts'
import type { Workers } from './workers.ts'

export interface DeparturesOptions extends WaitingRoomOptions {
  /** Processors of this machine: more merged requests than these at a time cost more than they bring. */
  readonly cores: number
}

/** What requests that share the way to a thread may take together: none waits for the others longer than this. */
const MOST_SHARED_MS = 2

/** From where calls and leases leave for a worker: those that fit together in one request. */
export class Departures {
  /** Where they wait until then. */
  readonly room: WaitingRoom
  readonly #crew: Workers
  readonly #options: DeparturesOptions
  readonly #attempts: Attempts
  readonly #recorder: Recorder
  readonly #clock: Clock
  /** The lease whose turn it was when no worker was idle. */
  #blocked: LeaseWaiter | undefined
  #pumpScheduled = false

  constructor(crew: Workers, options: DeparturesOptions, attempts: Attempts, recorder: Recorder, clock: Clock) {
    this.#crew = crew
    this.#options = options
    this.#attempts = attempts
    this.#recorder = recorder
    this.#clock = clock
    this.room = new WaitingRoom(crew, options, recorder, clock, () => this.pumpSoon())
  }

  /** Serves the waiting once this turn's calls have all been issued: dispatching at every call costs 15 to 30 %. */
  pumpSoon(): void {
    if (this.#pumpScheduled || this.room.queue.size === 0) return
    this.#pumpScheduled = true
    queueMicrotask(() => {
      this.#pumpScheduled = false
      this.#serve()
      this.room.boundWaits()
    })
  }

  /** Runs `attempt` for a call on the worker that its lease holds; a write first waits for those under way. */
  async runLeased(call: Call, attempt: () => Promise<void>): Promise<void> {
    if (call.scope === undefined) return attempt()
    await this.room.departLeased(call)
    try {
      if (!call.settled) await attempt()
    } finally {
      this.room.land([call])
    }
  }

  #serve(): void {
    const { queue } = this.room
    // Before any is taken: a call that finds no worker free opens one more, even if it can travel with another call.
    const { forModel } = queue
    if (queue.size > this.#crew.free || queue.leases > 0 || (forModel > 0 && forModel > this.#crew.freeWithModel))
      this.#crew.grow()
    for (let order = this.#order(); order !== undefined; order = this.#order()) {
      const isBlocked = this.#blocked !== undefined && queue.leave(this.#blocked)
      const waiter = isBlocked ? this.#blocked : queue.shift(order)
      const isServed = waiter?.kind === 'call' ? this.#depart(waiter) : waiter && this.#serveLease(waiter)
      if (!isServed) return
    }
  }

  /** Whose turn it is at the workers that are free; undefined where they can serve nobody who waits. */
  #order(): Order | undefined {
    const { queue } = this.room
    const { free, isSplit } = this.#crew
    if (queue.size === 0 || free === 0) return undefined
    if (!isSplit) return 'entry'
    const { freeWithModel } = this.#crew
    if (free > freeWithModel && queue.size > queue.forModel) return 'others'
    return freeWithModel > 0 ? 'model-first' : undefined
  }

  /** False where no worker is idle: then everybody waits, of both lanes, until one has ended its calls. */
  #serveLease(waiter: LeaseWaiter): boolean {
    const actor = this.#crew.takeIdle()
    this.#blocked = actor === undefined ? waiter : undefined
    if (actor === undefined) this.room.queue.enterFront([waiter])
    else waiter.take(actor)
    return actor !== undefined
  }

  /**
   * Sends a call and others with it, its share of those that wait; a write that must not leave now is parked. False where
   * no worker was free for it.
   */
  #depart(first: CallWaiter): boolean {
    const { room } = this
    if (!room.isClear(first)) {
      room.park(first)
      return true
    }
    const { underWay } = this.#crew
    const { waiting, free } = this.#rivals(first)
    const share = Math.ceil(waiting / free)
    const mergedShare = Math.ceil(waiting / Math.max(1, Math.min(free, this.#options.cores - underWay)))
    const actor = this.#crew.take(first.needsModel)
    if (actor === undefined) {
      room.queue.enterFront([first])
      return false
    }
    const batches = [this.#batchOf(first, mergedShare)]
    let left = share - (batches[0]?.members.length ?? 0)
    let expectedMs = this.#expectedMs(first)
    // Requests that cannot merge share the way to the thread, where all of them are quick: one waits for the others.
    while (left > 0) {
      const next = room.queue.takeNext(first, (waiter) => {
        return room.isClear(waiter) && expectedMs + this.#expectedMs(waiter) <= MOST_SHARED_MS
      })
      if (next === undefined) break
      expectedMs += this.#expectedMs(next)
      batches.push(this.#batchOf(next, 1))
      left--
    }
    const takenAt = this.#recorder.seesReleases ? this.#clock.now() : undefined
    void this.#attempts.run(actor, batches, room).finally(() => {
      if (takenAt !== undefined) this.#recorder.released(actor.entry.slot, this.#clock.now() - takenAt)
      for (const { members } of batches) room.land(members)
      this.#crew.release(actor)
    })
    return true
  }

  /** How many wait for the workers that a call has come to the turn of, itself included, and how many are free for them. */
  #rivals({ needsModel }: CallWaiter): { readonly waiting: number; readonly free: number } {
    const { size, forModel } = this.room.queue
    const { free, isSplit } = this.#crew
    if (!isSplit) return { waiting: size + 1, free }
    const { freeWithModel } = this.#crew
    if (needsModel) return { waiting: forModel + 1, free: freeWithModel }
    return { waiting: size - forModel + 1, free: Math.max(1, free - Math.min(freeWithModel, forModel)) }
  }

  /** A call and those that travel in one request with it, up to `share` in all. */
  #batchOf(first: CallWaiter, share: number): Batch {
    const { room } = this
    const most = Math.min(share, this.#options.coalesce) - 1
    const others = room.queue.takeLike(first, most, (other) => room.isClear(other))
    const now = this.#recorder.seesWaits ? this.#clock.now() : undefined
    for (const waiter of [first, ...others]) {
      room.depart(waiter)
      if (now !== undefined) this.#recorder.acquired(now - waiter.call.queuedAt)
    }
    return new Batch([first.call, ...others.map((other) => other.call)])
  }

  /** Of a request that may share; infinite for one that may not, or that merges with others. */
  #expectedMs({ call, mayShare, mergeKey }: CallWaiter): number {
    return mayShare && mergeKey === undefined ? this.#attempts.pace.expectedMs(call) : Number.POSITIVE_INFINITY
  }
}
