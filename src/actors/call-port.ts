import { type MessagePort, receiveMessageOnPort, type Transferable } from 'node:worker_threads'
import type { CallMessage, Reply, ReplyMessage, WorkerCall } from '../protocol/messages.ts'

interface Running {
  resolve(replies: readonly Reply[]): void
  reject(error: Error): void
}

/**
 * The data plane of one worker, over a port of its own: piscina's task queue would add about 30 µs to every round trip,
 * and on a slow wake-up several times as much (docs/performance.md). It never holds the process up: a call that waits has
 * a timer that does.
 */
export class CallPort {
  readonly #port: MessagePort
  readonly #running = new Map<number, Running>()
  #lastId = 0

  constructor(port: MessagePort) {
    this.#port = port
    port.on('message', (message: ReplyMessage) => this.#settle(message))
    port.unref()
  }

  /** One reply each, all at once; what is in `transfer` moves. @throws DataCloneError on what cannot cross to a thread */
  send(calls: readonly WorkerCall[], transfer: readonly Transferable[]): Promise<readonly Reply[]> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId
      this.#port.postMessage({ id, calls } satisfies CallMessage, transfer)
      this.#running.set(id, { resolve, reject })
    })
  }

  /** The thread has ended; replies that it sent before are still taken. */
  end(error: Error): void {
    for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port))
      this.#settle(next.message as ReplyMessage)
    for (const { reject } of this.#running.values()) reject(error)
    this.#running.clear()
    this.#port.close()
  }

  #settle({ id, replies }: ReplyMessage): void {
    this.#running.get(id)?.resolve(replies)
    this.#running.delete(id)
  }
}
