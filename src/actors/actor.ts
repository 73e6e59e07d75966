import type { Clock } from '../base/clock.ts'
import { WorkerCrashedError } from '../base/errors.ts'
import type { HealthTier } from '../base/pool-events.ts'
import type { Heartbeat } from '../metrics/heartbeat.ts'
import type { SlotRegion } from '../metrics/slot-region.ts'
import type { CodeFailure, Failure } from '../protocol/failure.ts'
import type { HealthReport, Notice, Reply, WorkerCall } from '../protocol/messages.ts'
import type { Afterwards } from './afterwards.ts'
import { CallPort } from './call-port.ts'
import { ControlPort } from './control-port.ts'
import type { Endpoint } from './endpoint.ts'
import type { Entry } from './ledger.ts'
import { movedWith } from './moved-with.ts'
import { safeToEnd } from './safe-end.ts'
import { Silence } from './silence.ts'
import { ThreadHost, type ThreadOptions } from './thread-host.ts'

/** A thread in which a connection is opened anew and that does not turn for so long hangs, in ms. */
const REOPEN_LIMIT_MS = 10_000
/** The first opening may load a large model, and fetch it before; one that takes longer never ends, in ms. */
const OPEN_LIMIT_MS = 600_000
/** A retiring worker has this long to close its embedder and its socket. */
const CLOSE_LIMIT_MS = 1_000

/** The first connection of a new thread; a new one in the same thread; or a check of one that may be lost. */
export type Opening = 'open' | 'reopen' | 'repair'

export interface ActorEvents {
  /** The thread crashed or was killed: the worker takes nothing more. */
  dying(actor: Actor): void
  exit(actor: Actor): void
  /** Its thread does not answer. */
  hung(actor: Actor): void
  health(actor: Actor, report: HealthReport): void
  /** Code in the thread threw outside of its promise. */
  strayed(actor: Actor, thrown: CodeFailure): void
}

export interface ActorOptions extends Omit<ThreadOptions, 'settings'> {
  readonly settings: Omit<ThreadOptions['settings'], 'region'>
  readonly region: SlotRegion
  readonly endpoint: Endpoint<Actor>
}

/** Main-thread side of one worker: its thread, its connection's age, and what it has done. */
export class Actor {
  readonly entry: Entry
  readonly endpoint: Endpoint<Actor>
  readonly heartbeat: Heartbeat
  readonly bornAt: number
  /** When the connection was last opened; undefined before the first time. */
  connectedAt: number | undefined
  /** When it last came free. */
  idleSince: number
  /** Age at which its connection is due for recycling; set at every opening. */
  recycleAtAgeMs = Number.POSITIVE_INFINITY
  /** Calls that it has answered, whatever with. */
  operations = 0
  /** Requests that it carries now. */
  inFlight = 0
  /** Taken for exclusive use; kept by the roster. */
  leased = false
  /** It takes nothing more: what becomes of it then. */
  afterwards: Afterwards | undefined
  /** Health checks in a row that found something wrong. */
  strikes = 0
  readonly #clock: Clock
  readonly #host: ThreadHost
  readonly #onHung: () => void
  #control: ControlPort | undefined
  #calls: CallPort | undefined
  /** Its ports have come, on a way of their own, or its thread has ended. */
  readonly #bootstrapped = Promise.withResolvers<void>()
  readonly #exited = Promise.withResolvers<void>()
  #killed = false
  #forced = false

  constructor(
    entry: Entry,
    { settings, region, endpoint, resourceLimits }: ActorOptions,
    events: ActorEvents,
    clock: Clock,
  ) {
    this.entry = entry
    this.heartbeat = region.heartbeat
    this.endpoint = endpoint
    this.#clock = clock
    this.bornAt = clock.now()
    this.idleSince = this.bornAt
    this.#onHung = () => events.hung(this)
    const thread = { settings: { ...settings, region: region.memory }, resourceLimits }
    this.#host = new ThreadHost(thread, {
      notice: (notice) => this.#onNotice(notice, events),
      dying: () => events.dying(this),
      exit: () => {
        this.#control?.close()
        this.#calls?.end(this.#host.endedWith)
        this.#bootstrapped.resolve()
        events.exit(this)
        this.#exited.resolve()
      },
    })
  }

  /** Resolves when its thread has ended. */
  get exited(): Promise<void> {
    return this.#exited.promise
  }

  /** Why its thread has ended. */
  get endedWith(): Error {
    return this.#host.endedWith
  }

  /** It was ended while a native model computed. */
  get forced(): boolean {
    return this.#forced
  }

  /** It is not on its way out, now or once it carries nothing. */
  get isStaying(): boolean {
    return this.entry.state !== 'dying' && this.afterwards?.kind !== 'retire'
  }

  /** Its connection has reached the age at which it is opened anew. */
  isDue(now: number): boolean {
    return this.connectedAt !== undefined && now - this.connectedAt >= this.recycleAtAgeMs
  }

  /** Starts the thread where there is none and opens the connection; the failure of an attempt is its result. */
  async connect(how: Opening, connectTimeoutMs: number): Promise<Failure | undefined> {
    let reply: Reply
    const stop = how === 'open' ? this.#boundOpening() : this.#watchReopening()
    try {
      // To open where a connection is open is to check it.
      reply = await this.#host.run({ kind: how === 'reopen' ? 'reopen' : 'open', connectTimeoutMs })
    } catch (cause) {
      const { name, message } = cause as Error
      reply = { ok: false, failure: { kind: 'code', name, message: `the thread ended: ${message}` } }
    } finally {
      stop()
    }
    if (!reply.ok) return reply.failure
    await this.#bootstrapped.promise
    if (how !== 'repair') this.connectedAt = this.#clock.now()
    return undefined
  }

  /**
   * Sends requests over the connection: one reply each, all at once, in their order.
   * @throws WorkerCrashedError when the thread ends first; DataCloneError when a request cannot cross to the thread
   */
  async call(calls: readonly WorkerCall[]): Promise<readonly Reply[]> {
    const wasAlive = !this.#host.ended
    try {
      if (this.#calls === undefined || !wasAlive) throw this.#host.endedWith
      return await this.#calls.send(calls, calls.flatMap(movedWith))
    } catch (cause) {
      // A thread that lives on has not seen the request: it could not be cloned.
      if (!this.#host.ended) throw cause
      const when = wasAlive ? 'while it ran the call' : 'before the call was sent'
      const message = `Worker ${this.entry.slot} ended ${when}: ${(cause as Error).message}`
      throw new WorkerCrashedError(message, wasAlive ? { cause } : { cause, outcome: 'not-sent' })
    }
  }

  /**
   * Ends a call that nobody waits for any more. Resolves false where the thread stays silent until 250 ms after the call's
   * deadline, `remainingMs` from now: it hangs. A main thread that was blocked itself, so that the answer lies unread, and
   * a native model that computes, are no silence.
   */
  async cancel(id: number, remainingMs: number): Promise<boolean> {
    const answer = this.#control?.ask((remote) => remote.cancel(id)).then(() => true) ?? Promise.resolve(false)
    const silence = new Silence(this.heartbeat, Math.max(0, remainingMs), this.#clock)
    try {
      return await Promise.race([answer, silence.fallen.then(() => false)])
    } catch {
      return true
    } finally {
      silence.stop()
    }
  }

  /** Checks its connection between calls. @throws Error when its thread ends first */
  async check(tier: HealthTier, collection: string | undefined): Promise<HealthReport> {
    if (this.#control === undefined) throw this.#host.endedWith
    return this.#control.ask((remote) => remote.check(tier, collection))
  }

  /** Ends the thread in order: the embedder and the socket are closed first, within a second. */
  async retire(): Promise<void> {
    // A thread that was never started, or never opened anything, has nothing to close.
    if (this.connectedAt === undefined) return this.kill()
    const limit = Promise.withResolvers<void>()
    const stop = this.#clock.after(CLOSE_LIMIT_MS, limit.resolve)
    try {
      await Promise.race([this.#host.run({ kind: 'close' }), limit.promise])
    } catch {
      // The thread ended by itself, which is what was wanted.
    } finally {
      stop()
    }
    await this.kill()
  }

  /** Ends the thread at once, or as soon as no native model computes in it. */
  async kill(): Promise<void> {
    if (this.#killed) return
    this.#killed = true
    if (this.heartbeat.isComputingNatively) this.#forced = !(await safeToEnd(this.heartbeat, this.#clock))
    await this.#host.kill()
  }

  /** Ends a thread at once that was found to hang: a native model in it has had its time. */
  async killHung(): Promise<void> {
    if (this.#killed) return
    this.#killed = true
    this.#forced = this.heartbeat.isComputingNatively
    await this.#host.kill()
  }

  #boundOpening(): () => void {
    return this.#clock.after(OPEN_LIMIT_MS, this.#onHung, { unref: true })
  }

  #watchReopening(): () => void {
    const silence = new Silence(this.heartbeat, REOPEN_LIMIT_MS, this.#clock)
    void silence.fallen.then(this.#onHung)
    return () => silence.stop()
  }

  #onNotice(notice: Notice, events: ActorEvents): void {
    if ('health' in notice) events.health(this, notice.health)
    else if ('stray' in notice) events.strayed(this, notice.stray)
    else {
      this.#control = new ControlPort(notice.control)
      this.#calls = new CallPort(notice.calls)
      this.#bootstrapped.resolve()
    }
  }
}
