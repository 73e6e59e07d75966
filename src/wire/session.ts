import { setImmediate } from 'node:timers/promises'
import { unlessAborted } from '../base/unless-aborted.ts'
import { hotOperations, textOperations } from '../operations/catalog.ts'
import type { Params, TextOperation } from '../operations/operation.ts'
import { readAnswer } from '../protocol/answer-text.ts'
import { thrownFailure } from '../protocol/failure.ts'
import type { Reply, WorkerCall } from '../protocol/messages.ts'
import { Cancellation, cancelledUnsent } from './cancellation.ts'
import type { Wire } from './wire.ts'

/** Turns texts into vectors, one a text. */
export type Embed = (texts: readonly string[], signal: AbortSignal) => Promise<readonly Float32Array[]>

/**
 * Longer answers are parsed in the worker, and cross as values: the main thread, which all calls share, takes in lists of
 * numbers faster than their text. Shorter ones it parses itself, which costs less in all (measured: docs/performance.md).
 */
const MOST_TEXT = 65_536

/** What one worker does with its connection: calls, each answered with plain data, and probes between them. */
export class Session {
  readonly #wire: Wire
  readonly #running = new Map<number, Cancellation>()
  #lastUsedAt = performance.now()
  #probing: Promise<unknown> | undefined

  constructor(wire: Wire) {
    this.#wire = wire
  }

  get sockets(): number {
    return this.#wire.sockets
  }

  get busy(): boolean {
    return this.#running.size > 0
  }

  /** Time since the connection last carried something, in ms. */
  get idleMs(): number {
    return performance.now() - this.#lastUsedAt
  }

  /** A round trip within `timeoutMs`; opens the connection where there is none. */
  probe(timeoutMs: number): Promise<Reply> {
    const probe = this.#probe(timeoutMs)
    this.#probing = probe
    return probe
  }

  async #probe(timeoutMs: number): Promise<Reply> {
    let late = false
    const timer = setTimeout(() => {
      late = true
      void this.#wire.reset()
    }, timeoutMs)
    try {
      const reply = await this.#wire.probe()
      return late ? noAnswer(timeoutMs) : reply
    } finally {
      clearTimeout(timer)
      this.#probing = undefined
      this.#lastUsedAt = performance.now()
    }
  }

  /** Closes the connection and opens a new one, in this order. */
  async reopen(timeoutMs: number): Promise<Reply> {
    await this.#wire.reset()
    return this.probe(timeoutMs)
  }

  /** Calls that crossed to the thread together: side by side where the connection carries several, else in order. */
  async calls(calls: readonly WorkerCall[], embed: Embed): Promise<readonly Reply[]> {
    for (const { id } of calls) this.#running.set(id, new Cancellation())
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
      // A probe that fails closes the connection: a call beside it would be lost with it, and nobody could say how far
      // it had come.
      if (this.#probing !== undefined) await this.#probing
      if (cancellation.isCancelled) return cancelledUnsent()
      const answer = await this.#perform(call, embed, cancellation)
      // What moved here goes back with a failure, so that it must be known here whether it is one.
      const isReadHere = 'text' in answer && (answer.text.length > MOST_TEXT || call.cargo !== undefined)
      const reply = isReadHere ? readAnswer(answer.text) : answer
      return reply.ok || call.cargo === undefined ? reply : { ...reply, cargo: call.cargo }
    } catch (thrown) {
      return codeFailure(thrown)
    } finally {
      this.#running.delete(call.id)
      this.#lastUsedAt = performance.now()
    }
  }

  #perform(call: WorkerCall, embed: Embed, cancellation: Cancellation): Promise<Reply> {
    const { operation, target, params, cargo } = call
    const text = textOperations.get(operation)
    if (text !== undefined) return this.#sendText(text, call, embed, cancellation)
    const param = cargo && hotOperations.get(operation)?.cargo?.param
    return this.#send(operation, target, param === undefined ? params : { ...params, [param]: cargo }, cancellation)
  }

  async #sendText(text: TextOperation, request: WorkerCall, embed: Embed, cancellation: Cancellation): Promise<Reply> {
    const abort = new AbortController()
    cancellation.onCancel(() => abort.abort())
    // A model may not heed the signal; the worker is free again all the same, and nothing of the call is sent.
    const vectors = await unlessAborted(embed(text.texts(request.params), abort.signal), abort.signal)
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

/** What was thrown by the embedder, or by a description that was given odd arguments. */
export function codeFailure(thrown: unknown): Reply {
  return { ok: false, failure: thrownFailure(thrown) }
}
