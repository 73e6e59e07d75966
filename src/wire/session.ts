import { setImmediate } from 'node:timers/promises'
import type { HealthTier } from '../base/pool-events.ts'
import { unlessAborted } from '../base/unless-aborted.ts'
import { SlotRegion } from '../metrics/slot-region.ts'
import {
  codeOperations,
  hotOperations,
  type Request,
  targetsCollection,
  textOperations,
} from '../operations/catalog.ts'
import { type EmbedParams, embed as embedOperation } from '../operations/embed.ts'
import type { TextOperation } from '../operations/operation.ts'
import { task } from '../operations/task.ts'
import { readAnswer } from '../protocol/answer-text.ts'
import { type CodeFailure, thrownFailure } from '../protocol/failure.ts'
import type { Reply, WorkerCall } from '../protocol/messages.ts'
import { sparseWords } from '../text/sparse-words.ts'
import { Cancellation, cancelledUnsent } from './cancellation.ts'
import { CheckedLine } from './checked-line.ts'
import { argumentFailure, crashed } from './failed-calls.ts'
import { copiesOf, type MakeClient, runTask } from './task/run-task.ts'
import { withinTrace } from './trace-context.ts'
import { StrayError, UserCode } from './user-code.ts'
import type { Wire } from './wire.ts'

/** Turns texts into vectors, one a text. */
export type Embed = (texts: readonly string[], signal: AbortSignal) => Promise<readonly Float32Array[]>

/**
 * Longer answers are parsed in the worker, and cross as values: the main thread, which all calls share, takes in lists of
 * numbers faster than their text. Shorter ones it parses itself, which costs less in all (measured: docs/performance.md).
 */
const MOST_TEXT = 65_536

/** After so long without a request the event loop turns once before the next: a close that has come is seen then. */
const LOOK_AFTER_MS = 500

/** What one worker does with its connection: calls, each answered with plain data, and checks between them. */
export class Session {
  readonly #wire: Wire
  readonly #region: SlotRegion
  readonly #userCode: UserCode
  readonly #line: CheckedLine
  readonly #makeClient: MakeClient
  readonly #running = new Map<number, Cancellation>()
  /** Calls that were given up before they came. */
  readonly #cancelledEarly = new Set<number>()
  #lastId = 0

  /** `makeClient`: for tasks. */
  constructor(wire: Wire, region = new SlotRegion(), makeClient: MakeClient = async () => ({})) {
    this.#wire = wire
    this.#makeClient = makeClient
    this.#region = region
    const { heartbeat } = region
    wire.onSockets = () => {
      heartbeat.sockets = wire.sockets
    }
    this.#userCode = new UserCode((underWay) => {
      heartbeat.computing = underWay
    })
    this.#line = new CheckedLine(wire, heartbeat, () => this.busy)
  }

  get busy(): boolean {
    return this.#running.size > 0
  }

  /** Time since the connection last carried something, in ms. */
  get idleMs(): number {
    return this.#line.idleMs
  }

  /** A round trip within `timeoutMs`; opens the connection where there is none. */
  connect(timeoutMs: number): Promise<Reply> {
    return this.#line.connect(timeoutMs)
  }

  /** Closes the connection and opens a new one, in this order. */
  reopen(timeoutMs: number): Promise<Reply> {
    return this.#line.reopen(timeoutMs)
  }

  /**
   * Looks at the connection, between calls: `medium` with a round trip, `deep` by counting a collection, the given one or
   * that of the last call. Undefined where there is nothing to look at, or where a call runs or came and the check gave way.
   */
  check(tier: HealthTier, limitMs: number, collection?: string): Promise<Reply | undefined> {
    return this.#line.check(tier, limitMs, collection)
  }

  /** Runs code of the user's that belongs to no call, such as the loading of an embedder. @throws what it throws, or StrayError */
  runUserCode<T>(work: () => Promise<T>): Promise<T> {
    return this.#userCode.run(work)
  }

  /** Code threw outside of its promise: the calls fail for which such code runs. */
  strayed(thrown: CodeFailure): void {
    this.#userCode.strayed(thrown)
  }

  /** Calls that crossed to the thread together: side by side where the connection carries several, else in order. */
  async calls(calls: readonly WorkerCall[], embed: Embed): Promise<readonly Reply[]> {
    for (const { id } of calls) {
      const cancellation = new Cancellation()
      if (this.#cancelledEarly.delete(id)) cancellation.cancel()
      this.#running.set(id, cancellation)
      this.#lastId = Math.max(this.#lastId, id)
    }
    this.#region.heartbeat.waiting = this.#running.size
    if (this.#wire.carriesMany) return Promise.all(calls.map((call) => this.#call(call, embed)))
    const replies: Reply[] = []
    for (const call of calls) replies.push(await this.#call(call, embed))
    return replies
  }

  /** Ends call `id`, and sends nothing more of it; other calls are left alone where the wire carries several. */
  cancel(id: number): void {
    // It came by another port than the call, and may be read first: the ids of calls rise, so that this one is still to come.
    if (id > this.#lastId) this.#cancelledEarly.add(id)
    this.#running.get(id)?.cancel()
  }

  async close(): Promise<void> {
    await this.#wire.close()
  }

  async #call(call: WorkerCall, embed: Embed): Promise<Reply> {
    const cancellation = this.#running.get(call.id) ?? new Cancellation()
    const sends = !codeOperations.has(call.operation)
    try {
      const within = call.carrier && (await withinTrace(call.carrier))
      if (sends && !this.#isClear) await this.#makeWay()
      if (cancellation.isCancelled) return cancelledUnsent()
      const perform = () => this.#perform(call, embed, cancellation)
      const answer = await (within === undefined ? perform() : within(perform))
      // What moved here goes back with a failure, so that it must be known here whether it is one.
      const isReadHere = 'text' in answer && (answer.text.length > MOST_TEXT || call.cargo !== undefined)
      const reply = isReadHere ? readAnswer(answer.text) : answer
      return reply.ok || call.cargo === undefined ? reply : { ...reply, cargo: call.cargo }
    } catch (thrown) {
      // By the user's code, or by a description that was given odd arguments.
      if (thrown instanceof StrayError) return crashed(thrown, call.operation === task.name)
      return { ok: false, failure: thrownFailure(thrown) }
    } finally {
      this.#running.delete(call.id)
      this.#region.heartbeat.waiting = this.#running.size
      if (sends) this.#line.used()
    }
  }

  /** A request may be sent at once. */
  get #isClear(): boolean {
    return this.idleMs <= LOOK_AFTER_MS && !this.#line.isTaken
  }

  async #makeWay(): Promise<void> {
    if (this.idleMs > LOOK_AFTER_MS) await setImmediate()
    if (this.#line.isTaken) await this.#line.makeWay()
  }

  #perform(call: WorkerCall, embed: Embed, cancellation: Cancellation): Promise<Reply> {
    switch (call.operation) {
      case embedOperation.name:
        return this.#onlyEmbed(call.params as unknown as EmbedParams, embed, cancellation)
      case task.name:
        return this.#runTask(call, embed, cancellation)
    }
    const text = textOperations.get(call.operation)
    if (text === undefined) return this.#sendRequest(call, cancellation)
    this.#line.collection = call.target
    return this.#sendText(text, call, embed, cancellation)
  }

  #sendRequest(request: Request, cancellation: Cancellation): Promise<Reply> {
    const { operation, target, params, cargo } = request
    if (targetsCollection(operation)) this.#line.collection = target
    const param = cargo && hotOperations.get(operation)?.cargo?.param
    const whole = param === undefined ? request : { ...request, params: { ...params, [param]: cargo } }
    return this.#send(whole, cancellation)
  }

  async #sendText(text: TextOperation, request: WorkerCall, embed: Embed, cancellation: Cancellation): Promise<Reply> {
    const texts = text.texts(request.params)
    const vectors = await this.#vectorsOf(texts, embed, cancellation)
    const use = text.sparse?.(request.params)
    const words = use && texts.map((one) => sparseWords(one, use))
    // A model that blocks the thread for seconds hides that the server has closed the idle socket: let that be seen.
    await setImmediate()
    if (cancellation.isCancelled) return cancelledUnsent()
    const inner = text.inner(request.params, vectors, words)
    return this.#send({ ...request, operation: inner.operation.name, params: inner.params }, cancellation)
  }

  async #onlyEmbed({ texts }: EmbedParams, embed: Embed, cancellation: Cancellation): Promise<Reply> {
    return { ok: true, value: copiesOf(await this.#vectorsOf(texts, embed, cancellation)) }
  }

  #runTask(call: WorkerCall, embed: Embed, cancellation: Cancellation): Promise<Reply> {
    const parts = {
      userCode: this.#userCode,
      makeClient: this.#makeClient,
      carriesMany: this.#wire.carriesMany,
      embed: (texts: readonly string[], signal: AbortSignal) => this.#embed(texts, signal, embed),
      send: (request: Request, own: Cancellation) => this.#sendOfTask(request, own),
    }
    return runTask(call, parts, cancellation)
  }

  async #sendOfTask(request: Request, cancellation: Cancellation): Promise<Reply> {
    if (!this.#isClear) await this.#makeWay()
    if (cancellation.isCancelled) return cancelledUnsent()
    try {
      return await this.#sendRequest(request, cancellation)
    } finally {
      this.#line.used()
    }
  }

  /** A model may not heed the signal; the worker is free again all the same, and nothing of the call is sent. */
  #vectorsOf(texts: readonly string[], embed: Embed, cancellation: Cancellation): Promise<readonly Float32Array[]> {
    const abort = new AbortController()
    cancellation.onCancel(() => abort.abort())
    return unlessAborted(this.#embed(texts, abort.signal, embed), abort.signal)
  }

  #embed(texts: readonly string[], signal: AbortSignal, embed: Embed): Promise<readonly Float32Array[]> {
    return this.#userCode.run(async () => {
      const since = this.#now()
      const vectors = await embed(texts, signal)
      this.#region.embedded(texts.length, this.#now() - since)
      return vectors
    })
  }

  async #send(request: Request, cancellation: Cancellation): Promise<Reply> {
    const since = this.#now()
    const reply = await this.#wire.send(request, cancellation)
    if (reply === undefined) return argumentFailure(`unknown operation ${request.operation}`)
    this.#region.requested(this.#now() - since)
    return reply
  }

  /** The time, where somebody counts it. */
  #now(): number {
    return this.#region.recording ? performance.now() : 0
  }
}
