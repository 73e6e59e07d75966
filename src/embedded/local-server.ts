import { Worker } from 'node:worker_threads'
import type { ConnectionCounts } from './connection-counter.ts'
import type { PlainError, ThreadMessage, ThreadRequest } from './thread-messages.ts'

export interface LocalServerOptions {
  /** A directory to keep the data in, made if it is not there; without it everything is in memory. */
  path?: string
  /** @default any free port */
  port?: number
  /** Speak gRPC too, on another free port; needs the optional package @qdrant/js-client-grpc. @default false */
  grpc?: boolean
}

export interface LocalServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly port: number
  /** Where it speaks gRPC, if it does. */
  readonly grpcPort: number | undefined
  /** Sockets open now, the most that were open at once, and how many were accepted in all. */
  connections(): Promise<ConnectionCounts>
  /** Idempotent. */
  close(): Promise<void>
}

/**
 * Starts a server that answers Qdrant's REST API, in a thread of its own, on 127.0.0.1 only. It does not keep the
 * process alive.
 * @throws Error where the port is taken, or the path is used by another process or unreadable; its `cause` says more
 */
export async function startLocalServer(options: LocalServerOptions = {}): Promise<LocalServer> {
  const thread = new ServerThread(options)
  const { port, grpcPort } = await thread.listening
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    grpcPort,
    connections: () => thread.connections(),
    close: () => thread.close(),
  }
}

type Ports = Pick<LocalServer, 'port' | 'grpcPort'>

class ServerThread {
  readonly listening: Promise<Ports>
  readonly #worker: Worker
  readonly #ended: Promise<void>
  readonly #waiting: PromiseWithResolvers<ConnectionCounts>[] = []
  #failure: Error | undefined
  #isEnded = false

  constructor(options: LocalServerOptions) {
    // Compiled code runs compiled code, sources run sources.
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
    this.#worker = new Worker(new URL(`../../workers/embedded-thread.${extension}`, import.meta.url), {
      name: 'embedded-qdrant',
      workerData: { ...options },
      // It runs no code of the caller's, and flags such as --input-type would make it fail.
      execArgv: [],
      env: {}, // It needs none of the process's, which may hold keys.
    })
    const { promise, resolve, reject } = Promise.withResolvers<Ports>()
    this.listening = promise
    this.#ended = new Promise((ended) => {
      this.#worker.once('exit', (code) => {
        this.#isEnded = true
        const failure = this.#failure ?? new Error(`The embedded server has ended (exit code ${code})`)
        reject(failure)
        for (const { reject: refuse } of this.#waiting.splice(0)) refuse(failure)
        ended()
      })
    })
    this.#worker.once('error', (cause) => {
      this.#failure = new Error('The thread of the embedded server has failed', { cause })
    })
    this.#worker.on('message', (message: ThreadMessage) => {
      switch (message.say) {
        case 'listening':
          // Until now it held the process, so that a program that awaits the start lives to see it.
          this.#worker.unref()
          resolve(message)
          break
        case 'failed':
          this.#failure = new Error(message.message, { cause: rebuilt(message.cause) })
          break
        case 'connections':
          this.#waiting.shift()?.resolve(message.counts)
          if (this.#waiting.length === 0) this.#worker.unref()
          break
      }
    })
  }

  connections(): Promise<ConnectionCounts> {
    if (this.#isEnded) return Promise.reject(this.#failure ?? new Error('The embedded server is closed'))
    const waiting = Promise.withResolvers<ConnectionCounts>()
    this.#waiting.push(waiting)
    this.#worker.ref()
    this.#ask({ ask: 'connections' })
    return waiting.promise
  }

  close(): Promise<void> {
    if (!this.#isEnded) {
      this.#worker.ref()
      this.#ask({ ask: 'close' })
    }
    return this.#ended
  }

  #ask(request: ThreadRequest): void {
    this.#worker.postMessage(request)
  }
}

function rebuilt({ message, code }: PlainError): Error {
  const error = new Error(message)
  return code === undefined ? error : Object.assign(error, { code })
}
