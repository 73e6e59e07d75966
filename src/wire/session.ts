import { setImmediate } from 'node:timers/promises'
import { unlessAborted } from '../base/unless-aborted.ts'
import { type Request, textOperations } from '../operations/catalog.ts'
import type { Params, TextOperation } from '../operations/operation.ts'
import { thrownFailure } from '../protocol/failure.ts'
import type { Reply } from '../protocol/messages.ts'
import { Cancellation, cancelledUnsent } from './cancellation.ts'
import type { Wire } from './wire.ts'

/** Turns texts into vectors, one a text. */
export type Embed = (texts: readonly string[], signal: AbortSignal) => Promise<readonly Float32Array[]>

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

  async call(id: number, request: Request, embed: Embed): Promise<Reply> {
    const cancellation = new Cancellation()
    this.#running.set(id, cancellation)
    try {
      // A probe that fails closes the connection: a call beside it would be lost with it, and nobody could say how far
      // it had come.
      if (this.#probing !== undefined) await this.#probing
      if (cancellation.isCancelled) return cancelledUnsent()
      const text = textOperations.get(request.operation)
      if (text === undefined) return await this.#send(request.operation, request.target, request.params, cancellation)
      return await this.#sendText(text, request, embed, cancellation)
    } catch (thrown) {
      return codeFailure(thrown)
    } finally {
      this.#running.delete(id)
      this.#lastUsedAt = performance.now()
    }
  }

  /** Ends call `id`, and sends nothing more of it; other calls are left alone where the wire carries several. */
  cancel(id: number): void {
    this.#running.get(id)?.cancel()
  }

  async close(): Promise<void> {
    await this.#wire.close()
  }

  async #sendText(text: TextOperation, request: Request, embed: Embed, cancellation: Cancellation): Promise<Reply> {
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
