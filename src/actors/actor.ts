import type { Clock } from '../base/clock.ts'
import { WorkerCrashedError } from '../base/errors.ts'
import type { Failure } from '../protocol/failure.ts'
import type { Notice, Reply, ThreadSnapshot, WorkerCall } from '../protocol/messages.ts'
import { CallPort } from './call-port.ts'
import { ControlPort } from './control-port.ts'
import type { Entry } from './ledger.ts'
import { ThreadHost, type ThreadOptions } from './thread-host.ts'

/** A cancelled call has this long to come back from the worker before its thread is killed. */
const SILENCE_LIMIT_MS = 250
/** A retiring worker has this long to close its embedder and its socket. */
const CLOSE_LIMIT_MS = 1_000

export interface ActorEvents {
  /** The thread crashed or was killed: the worker takes nothing more. */
  dying(actor: Actor): void
  exit(actor: Actor): void
  health(actor: Actor, report: { readonly healthy: boolean; readonly reason?: string }): void
}

/** Main-thread side of one worker: its thread, its connection's age, and what it has done. */
export class Actor {
  readonly entry: Entry
  readonly bornAt: number
  /** When the connection was last opened; undefined before the first time. */
  connectedAt: number | undefined
  /** When it last came free. */
  idleSince: number
  /** Age at which its connection is due for recycling; set at every opening. */
  recycleAtAgeMs = Number.POSITIVE_INFINITY
  operations = 0
  /** Requests that it carries now. */
  inFlight = 0
  /** Taken for exclusive use; kept by the roster. */
  leased = false
  readonly #clock: Clock
  readonly #host: ThreadHost
  #control: ControlPort | undefined
  #calls: CallPort | undefined
  /** Its ports have come, on a way of their own, or its thread has ended. */
  readonly #bootstrapped = Promise.withResolvers<void>()
  #killed = false

  constructor(entry: Entry, thread: ThreadOptions, events: ActorEvents, clock: Clock) {
    this.entry = entry
    this.#clock = clock
    this.bornAt = clock.now()
    this.idleSince = this.bornAt
    this.#host = new ThreadHost(thread, {
      notice: (notice) => this.#onNotice(notice, events),
      dying: () => events.dying(this),
      exit: () => {
        this.#control?.close()
        this.#calls?.end(this.#host.endedWith)
        this.#bootstrapped.resolve()
        events.exit(this)
      },
    })
  }

  /** Its connection has reached the age at which it is opened anew. */
  isDue(now: number): boolean {
    return this.connectedAt !== undefined && now - this.connectedAt >= this.recycleAtAgeMs
  }

  /** Starts the thread where there is none and opens the connection; the failure of an attempt is its result. */
  async open(connectTimeoutMs: number): Promise<Failure | undefined> {
    return this.#connect({ kind: 'open', connectTimeoutMs })
  }

  /** Closes the connection and opens a new one in the same thread. */
  async reopen(connectTimeoutMs: number): Promise<Failure | undefined> {
    return this.#connect({ kind: 'reopen', connectTimeoutMs })
  }

  /**
   * Sends requests over the connection: one reply each, all at once, in their order.
   * @throws WorkerCrashedError when the thread ends first; DataCloneError when a request cannot cross to the thread
   */
  async call(calls: readonly WorkerCall[]): Promise<readonly Reply[]> {
    const wasAlive = !this.#host.ended
    try {
      if (this.#calls === undefined || !wasAlive) throw this.#host.endedWith
      const replies = await this.#calls.send(
        calls,
        calls.flatMap(({ cargo }) => (isMovable(cargo) ? cargo.buffer : [])),
      )
      this.operations += calls.length
      return replies
    } catch (cause) {
      // A thread that lives on has not seen the request: it could not be cloned.
      if (!this.#host.ended) throw cause
      const when = wasAlive ? 'while it ran the call' : 'before the call was sent'
      const message = `Worker ${this.entry.slot} ended ${when}: ${(cause as Error).message}`
      throw new WorkerCrashedError(message, wasAlive ? { cause } : { cause, outcome: 'not-sent' })
    }
  }

  /** Ends a call that nobody waits for any more; a worker that stays silent is killed. Resolves true when it answered. */
  async cancel(id: number): Promise<boolean> {
    const silence = Promise.withResolvers<boolean>()
    const stop = this.#clock.after(SILENCE_LIMIT_MS, () => silence.resolve(false))
    try {
      const answer = this.#control?.ask((remote) => remote.cancel(id)).then(() => true)
      return await Promise.race([answer ?? false, silence.promise])
    } catch {
      return true
    } finally {
      stop()
    }
  }

  async snapshot(): Promise<ThreadSnapshot | undefined> {
    return this.#control?.ask((remote) => remote.snapshot()).catch(() => undefined)
  }

  /** Ends the thread in order: the embedder and the socket are closed first, within a second. */
  async retire(): Promise<void> {
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

  async kill(): Promise<void> {
    if (this.#killed) return
    this.#killed = true
    await this.#host.kill()
  }

  async #connect(task: { kind: 'open' | 'reopen'; connectTimeoutMs: number }): Promise<Failure | undefined> {
    let reply: Reply
    try {
      reply = await this.#host.run(task)
    } catch (cause) {
      const { name, message } = cause as Error
      reply = { ok: false, failure: { kind: 'code', name, message: `the thread ended: ${message}` } }
    }
    if (!reply.ok) return reply.failure
    await this.#bootstrapped.promise
    this.connectedAt = this.#clock.now()
    return undefined
  }

  #onNotice(notice: Notice, events: ActorEvents): void {
    if ('health' in notice) {
      events.health(this, notice.health)
      return
    }
    this.#control = new ControlPort(notice.control)
    this.#calls = new CallPort(notice.calls)
    this.#bootstrapped.resolve()
  }
}

/** Shared memory is not moved: both sides see it. */
function isMovable(cargo: Float32Array | undefined): cargo is Float32Array<ArrayBuffer> {
  return cargo?.buffer instanceof ArrayBuffer
}
