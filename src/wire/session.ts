import { type Request, textOperations } from '../operations/catalog.ts'
import type { Reply } from '../protocol/messages.ts'
import type { Wire } from './wire.ts'

/** Turns texts into vectors, one a text. */
export type Embed = (texts: readonly string[], signal: AbortSignal) => Promise<readonly Float32Array[]>

/** What one worker does with its connection: one call at a time, each answered with plain data. */
export class Session {
  readonly #wire: Wire
  #running: { readonly id: number; readonly abort: AbortController } | undefined
  #lastUsedAt = performance.now()

  constructor(wire: Wire) {
    this.#wire = wire
  }

  get sockets(): number {
    return this.#wire.sockets
  }

  get busy(): boolean {
    return this.#running !== undefined
  }

  /** Time since the connection last carried something, in ms. */
  get idleMs(): number {
    return performance.now() - this.#lastUsedAt
  }

  /** A round trip within `timeoutMs`; opens the connection where there is none. */
  async probe(timeoutMs: number): Promise<Reply> {
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
      this.#lastUsedAt = performance.now()
    }
  }

  /** Closes the connection and opens a new one, in this order. */
  async reopen(timeoutMs: number): Promise<Reply> {
    await this.#wire.reset()
    return this.probe(timeoutMs)
  }

  async call(id: number, request: Request, embed: Embed): Promise<Reply> {
    const abort = new AbortController()
    this.#running = { id, abort }
    try {
      return await this.#perform(request, embed, abort.signal)
    } catch (thrown) {
      return codeFailure(thrown)
    } finally {
      this.#running = undefined
      this.#lastUsedAt = performance.now()
    }
  }

  /** Ends call `id` by closing the connection under it, and sends nothing more of it; another call is left alone. */
  cancel(id: number): void {
    if (this.#running?.id !== id) return
    this.#running.abort.abort()
    void this.#wire.reset()
  }

  async close(): Promise<void> {
    await this.#wire.close()
  }

  async #perform(request: Request, embed: Embed, signal: AbortSignal): Promise<Reply> {
    const text = textOperations.get(request.operation)
    if (text === undefined) return this.#send(request.operation, request.target, request.params)
    const vectors = await embed(text.texts(request.params), signal)
    // Cancelled while the model computed: the caller is gone, so nothing may reach the server.
    signal.throwIfAborted()
    const inner = text.inner(request.params, vectors)
    return this.#send(inner.operation.name, request.target, inner.params)
  }

  #send(operation: string, target: string, params: Request['params']): Promise<Reply> {
    const reply = this.#wire.send(operation, target, params)
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
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const { name, message, stack } = error
  return { ok: false, failure: { kind: 'code', name, message, ...(stack === undefined ? {} : { stack }) } }
}
