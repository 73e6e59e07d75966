import type { HealthTier } from '../base/pool-events.ts'
import type { Heartbeat } from '../metrics/heartbeat.ts'
import type { Reply } from '../protocol/messages.ts'
import { Cancellation } from './cancellation.ts'
import { TimeLimit } from './time-limit.ts'
import type { Wire } from './wire.ts'

/** A check that is under way when a call comes has this long to end before it is broken off. */
const GIVE_WAY_MS = 5

/** The connection between calls: opened, opened anew, and checked, so that no call has to wait long for it. */
export class CheckedLine {
  /** Of the last call that named one. */
  collection: string | undefined
  readonly #wire: Wire
  readonly #heartbeat: Heartbeat
  readonly #isBusy: () => boolean
  #lastUsedAt = performance.now()
  #connecting: Promise<Reply> | undefined
  #check: { readonly done: Promise<unknown>; readonly cancellation: Cancellation } | undefined

  constructor(wire: Wire, heartbeat: Heartbeat, isBusy: () => boolean) {
    this.#wire = wire
    this.#heartbeat = heartbeat
    this.#isBusy = isBusy
  }

  /** Time since it last carried something, in ms. */
  get idleMs(): number {
    return performance.now() - this.#lastUsedAt
  }

  /** It is being opened or checked. */
  get isTaken(): boolean {
    return this.#connecting !== undefined || this.#check !== undefined
  }

  used(): void {
    this.#lastUsedAt = performance.now()
  }

  connect(timeoutMs: number): Promise<Reply> {
    return this.#alone(this.#connect(timeoutMs))
  }

  reopen(timeoutMs: number): Promise<Reply> {
    return this.#alone(this.#wire.reset().then(() => this.#connect(timeoutMs)))
  }

  async check(tier: HealthTier, limitMs: number, collection = this.collection): Promise<Reply | undefined> {
    if (tier === 'fast') return { ok: true, value: undefined }
    // To connect is to make a round trip.
    if (this.#connecting !== undefined) return this.#connecting
    if (this.#check !== undefined || (tier === 'deep' && collection === undefined)) return undefined
    // Behind a call on one socket it would wait for that, and take it down with itself at its limit.
    if (this.#isBusy() && !this.#wire.carriesMany) return undefined
    const cancellation = new Cancellation()
    const limit = new TimeLimit(limitMs, () => cancellation.cancel())
    const done = this.#look(tier === 'deep' ? collection : undefined, cancellation)
    this.#check = { done, cancellation }
    this.#heartbeat.checking = true
    try {
      const reply = await done
      if (limit.passed) return noAnswer(limitMs)
      return cancellation.isCancelled ? undefined : reply
    } finally {
      limit.stop()
      this.#check = undefined
      this.#heartbeat.checking = false
      this.used()
    }
  }

  /** Resolves when a call may be sent. */
  async makeWay(): Promise<void> {
    // A connection that cannot open is closed: a call beside it would be lost with it, and nobody could say how far it
    // had come.
    while (this.#connecting !== undefined) await this.#connecting
    const check = this.#check
    if (check === undefined || this.#wire.carriesMany) return
    // A call is not kept waiting by a check: on one socket it would stand behind it.
    const limit = new TimeLimit(GIVE_WAY_MS, () => check.cancellation.cancel())
    await check.done
    limit.stop()
  }

  async #connect(timeoutMs: number): Promise<Reply> {
    const limit = new TimeLimit(timeoutMs, () => void this.#wire.reset())
    try {
      const reply = await this.#wire.probe()
      return limit.passed ? noAnswer(timeoutMs) : reply
    } finally {
      limit.stop()
      this.used()
    }
  }

  /** No call is sent beside it, from its first moment on. */
  async #alone(connecting: Promise<Reply>): Promise<Reply> {
    this.#connecting = connecting
    try {
      return await connecting
    } finally {
      if (this.#connecting === connecting) this.#connecting = undefined
    }
  }

  async #look(collection: string | undefined, cancellation: Cancellation): Promise<Reply> {
    if (collection === undefined) return this.#wire.probe(cancellation)
    const reply = await this.#wire.send(
      { operation: 'count', target: collection, params: { exact: false } },
      cancellation,
    )
    // Whatever the answer says of this one collection, such as that it is gone: the server serves.
    const isServing = reply?.ok || (reply?.failure.kind === 'server' && reply.failure.status < 500)
    if (reply?.ok === false && this.collection === collection) this.collection = undefined
    return isServing || reply === undefined ? { ok: true, value: undefined } : reply
  }
}

function noAnswer(timeoutMs: number): Reply {
  const message = `the server did not answer within ${timeoutMs} ms`
  return { ok: false, failure: { kind: 'connection', code: 'CONNECTION_REFUSED', outcome: 'not-sent', message } }
}
