import type { MessagePort } from 'node:worker_threads'
import * as Comlink from 'comlink'
import type { Control } from '../protocol/messages.ts'

/**
 * The control plane of one worker, over a port of its own: answered while a task runs, silent only when the thread's
 * event loop is blocked. The port holds the process up only while a question is open.
 */
export class ControlPort {
  readonly #port: MessagePort
  // Held for as long as the port: a collected proxy closes it.
  readonly #remote: Comlink.Remote<Control>
  readonly #ended = Promise.withResolvers<never>()
  #open = 0

  constructor(port: MessagePort) {
    this.#port = port
    this.#remote = Comlink.wrap<Control>(port as unknown as Comlink.Endpoint)
    this.#port.unref()
    this.#ended.promise.catch(() => {})
  }

  /** Rejects when the worker ends first: a question to a dead worker would never be answered. */
  async ask<T>(question: (remote: Comlink.Remote<Control>) => Promise<T>): Promise<T> {
    if (this.#open++ === 0) this.#port.ref()
    try {
      return await Promise.race([question(this.#remote), this.#ended.promise])
    } finally {
      if (--this.#open === 0) this.#port.unref()
    }
  }

  close(): void {
    this.#ended.reject(new Error('The worker has ended'))
    this.#remote[Comlink.releaseProxy]()
    this.#port.close()
  }
}
