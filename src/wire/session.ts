import { setImmediate } from 'node:timers/promises'
import type { HealthTier } from '../base/pool-events.ts'
import { unlessAborted } from '../base/unless-aborted.ts'
import { Heartbeat } from '../metrics/heartbeat.ts'
import { hotOperations, textOperations } from '../operations/catalog.ts'
import { CLIENT_METHOD } from '../operations/client-method.ts'
import type { Params, TextOperation } from '../operations/operation.ts'
import { readAnswer } from '../protocol/answer-text.ts'
import { type CodeFailure, thrownFailure } from '../protocol/failure.ts'
import type { Reply, WorkerCall } from '../protocol/messages.ts'
import { Cancellation, cancelledUnsent } from './cancellation.ts'
import { TimeLimit } from './time-limit.ts'
import { StrayError, UserCode } from './user-code.ts'
import type { Wire } from './wire.ts'

/** Turns texts into vectors, one a text. */
export type Embed = (texts: readonly string[], signal: AbortSignal) => Promise<readonly Float32Array[]>

/**
 * Longer answers are parsed in the worker, and cross as values: the main thread, which all calls share, takes in lists of
 * numbers faster than their text. Shorter ones it parses itself, which costs less in all (measured: docs/performance.md).
 */
const MOST_TEXT = 65_536

/** A check that is under way when a call comes has this long to end before it is broken off. */
const GIVE_WAY_MS = 5
/** After so long without a request the event loop turns once before the next: a close that has come is seen then. */
const LOOK_AFTER_MS = 500

/** What one worker does with its connection: calls, each answered with plain data, and checks between them. */
export class Session {
  readonly #wire: Wire
  readonly #heartbeat: Heartbeat
  readonly #userCode: UserCode
  readonly #running = new Map<number, Cancellation>()
  #lastUsedAt = performance.now()
  #connecting: Promise<Reply> | undefined
  #check: { readonly done: Promise<unknown>; readonly cancellation: Cancellation } | undefined
  #collection: string | undefined

  constructor(wire: Wire, heartbeat = new Heartbeat()) {
    this.#wire = wire
    wire.onSockets = () => {
      heartbeat.sockets = wire.sockets
    }
    this.#heartbeat = heartbeat
    this.#userCode = new UserCode((underWay) => {
      heartbeat.computing = underWay
    })
  }

  get busy(): boolean {
    return this.#running.size > 0
  }

  /** Time since the connection last carried something, in ms. */
  get idleMs(): number {
    return performance.now() - this.#lastUsedAt
  }

  /** A round trip within `timeoutMs`; opens the connection where there is none. */
  connect(timeoutMs: number): Promise<Reply> {
    return this.#alone(this.#connect(timeoutMs))
  }

  async #connect(timeoutMs: number): Promise<Reply> {
    const limit = new TimeLimit(timeoutMs, () => void this.#wire.reset())
    try {
      const reply = await this.#wire.probe()
      return limit.passed ? noAnswer(timeoutMs) : reply
    } finally {
      limit.stop()
      this.#used()
    }
  }

  /** Closes the connection and opens a new one, in this order. */
  reopen(timeoutMs: number): Promise<Reply> {
    return this.#alone(this.#wire.reset().then(() => this.#connect(timeoutMs)))
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

  /**
   * Looks at the connection, between calls: `medium` with a round trip, `deep` by counting a collection, the given one or
   * that of the last call. Undefined where there is nothing to look at, or where a call runs or came and the check gave way.
   */
  async check(tier: HealthTier, limitMs: number, collection = this.#collection): Promise<Reply | undefined> {
    if (tier === 'fast') return { ok: true, value: undefined }
    // To connect is to make a round trip.
    if (this.#connecting !== undefined) return this.#connecting
    if (this.#check !== undefined || (tier === 'deep' && collection === undefined)) return undefined
    // Behind a call on one socket it would wait for that, and take it down with itself at its limit.
    if (this.busy && !this.#wire.carriesMany) return undefined
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
      this.#used()
    }
  }

  async #look(collection: string | undefined, cancellation: Cancellation): Promise<Reply> {
    if (collection === undefined) return this.#wire.probe(cancellation)
    const reply = await this.#send('count', collection, { exact: false }, cancellation)
    // Whatever the answer says of this one collection, such as that it is gone: the server serves.
    const isServing = reply.ok || (reply.failure.kind === 'server' && reply.failure.status < 500)
    if (!reply.ok && this.#collection === collection) this.#collection = undefined
    return isServing ? { ok: true, value: undefined } : reply
  }

  /** Code threw outside of its promise: the calls fail for which such code runs. */
  strayed(thrown: CodeFailure): void {
    this.#userCode.strayed(thrown)
  }

  /** Calls that crossed to the thread together: side by side where the connection carries several, else in order. */
  async calls(calls: readonly WorkerCall[], embed: Embed): Promise<readonly Reply[]> {
    for (const { id } of calls) this.#running.set(id, new Cancellation())
    this.#heartbeat.waiting = this.#running.size
    if (this.#wire.carriesMany) return Promise.all(calls.map((call) => this.#call(call, embed)))
    const replies: Reply[] = []
    for (const call of calls) replies.push(await this.#call(call, embed))
    return replies
  }

  /** Ends call `id`, and sends nothing more of it; other calls are left alone where the wire carries several. */
  cancel(id: number): void {
    this.#running.get(id)?.cancel()
  }

  async close(): Promise<void> {
    await this.#wire.close()
  }

  async #call(call: WorkerCall, embed: Embed): Promise<Reply> {
    const cancellation = this.#running.get(call.id) ?? new Cancellation()
    try {
      if (this.idleMs > LOOK_AFTER_MS) await setImmediate()
      // A connection that cannot open is closed: a call beside it would be lost with it, and nobody could say how far it
      // had come.
      while (this.#connecting !== undefined) await this.#connecting
      if (this.#check !== undefined && !this.#wire.carriesMany) await this.#makeWay()
      if (cancellation.isCancelled) return cancelledUnsent()
      const answer = await this.#perform(call, embed, cancellation)
      // What moved here goes back with a failure, so that it must be known here whether it is one.
      const isReadHere = 'text' in answer && (answer.text.length > MOST_TEXT || call.cargo !== undefined)
      const reply = isReadHere ? readAnswer(answer.text) : answer
      return reply.ok || call.cargo === undefined ? reply : { ...reply, cargo: call.cargo }
    } catch (thrown) {
      // By the embedder, or by a description that was given odd arguments.
      return thrown instanceof StrayError ? crashed(thrown) : { ok: false, failure: thrownFailure(thrown) }
    } finally {
      this.#running.delete(call.id)
      this.#heartbeat.waiting = this.#running.size
      this.#used()
    }
  }

  /** A call is not kept waiting by a check: on one socket it would stand behind it. */
  async #makeWay(): Promise<void> {
    const check = this.#check
    if (check === undefined) return
    const limit = new TimeLimit(GIVE_WAY_MS, () => check.cancellation.cancel())
    await check.done
    limit.stop()
  }

  #used(): void {
    this.#lastUsedAt = performance.now()
  }

  #perform(call: WorkerCall, embed: Embed, cancellation: Cancellation): Promise<Reply> {
    const { operation, target, params, cargo } = call
    if (operation !== CLIENT_METHOD) this.#collection = target
    const text = textOperations.get(operation)
    if (text !== undefined) return this.#sendText(text, call, embed, cancellation)
    const param = cargo && hotOperations.get(operation)?.cargo?.param
    return this.#send(operation, target, param === undefined ? params : { ...params, [param]: cargo }, cancellation)
  }

  async #sendText(text: TextOperation, request: WorkerCall, embed: Embed, cancellation: Cancellation): Promise<Reply> {
    const abort = new AbortController()
    cancellation.onCancel(() => abort.abort())
    // A model may not heed the signal; the worker is free again all the same, and nothing of the call is sent.
    const embedding = this.#userCode.run(() => embed(text.texts(request.params), abort.signal))
    const vectors = await unlessAborted(embedding, abort.signal)
    // A model that blocks the thread for seconds hides that the server has closed the idle socket: let that be seen.
    await setImmediate()
    if (cancellation.isCancelled) return cancelledUnsent()
    const inner = text.inner(request.params, vectors)
    return this.#send(inner.operation.name, request.target, inner.params, cancellation)
  }

  #send(operation: string, target: string, params: Params, cancellation: Cancellation): Promise<Reply> {
    const reply = this.#wire.send(operation, target, params, cancellation)
    return reply ?? Promise.resolve(argumentFailure(`unknown operation ${operation}`))
  }
}

function argumentFailure(message: string): Reply {
  return { ok: false, failure: { kind: 'argument', message } }
}

function noAnswer(timeoutMs: number): Reply {
  const message = `the server did not answer within ${timeoutMs} ms`
  return { ok: false, failure: { kind: 'connection', code: 'CONNECTION_REFUSED', outcome: 'not-sent', message } }
}

/** Code of the user's threw outside of its promise. */
function crashed({ thrown }: StrayError): Reply {
  return { ok: false, failure: { kind: 'crash', thrown } }
}
