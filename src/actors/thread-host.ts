import type { Worker } from 'node:worker_threads'
import { Piscina } from 'piscina'
import type { ResourceLimits } from '../base/options.ts'
import { siblingModule } from '../base/sibling-module.ts'
import type { Notice, Reply, Task, ThreadSettings } from '../protocol/messages.ts'

export interface ThreadOptions {
  readonly settings: ThreadSettings
  readonly resourceLimits: ResourceLimits | undefined
}

export interface HostEvents {
  notice(notice: Notice): void
  /** The thread takes no more tasks; it ends by itself or was killed. */
  dying(): void
  /** The thread has ended: its socket is closed and its slot may be used again. */
  exit(): void
}

const ENTRY = siblingModule('../../workers/actor-thread', import.meta.url)

/**
 * Room of a thread's heap for what lives shortly, in MB. V8 by itself lets it grow to 128 MB in each thread that is busy for
 * some seconds.
 */
const YOUNG_MB = 8

/**
 * One thread, behind a Piscina of its own: with one Piscina for all, a kill, a crash or a failed start of one worker
 * reaches the others' queue. The thread starts with the first task.
 */
export class ThreadHost {
  readonly #piscina: Piscina<Task, Reply>
  readonly #events: HostEvents
  #thread: Worker | undefined
  #ended = false
  #lastError: Error | undefined
  #rejectRunning: ((error: Error) => void) | undefined

  constructor({ settings, resourceLimits }: ThreadOptions, events: HostEvents) {
    this.#events = events
    this.#piscina = new Piscina<Task, Reply>({
      filename: ENTRY,
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
      // 'sync' parks the thread's event loop between tasks: no health interval, no answer on the control port.
      atomics: 'disabled',
      recordTiming: false,
      workerData: settings,
      // A worker is told its settings; the caller's environment may hold secrets that are none of its business.
      env: {},
      ...inheritedFlags(),
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, ...resourceLimits } as Record<string, number>,
    })
    this.#piscina.on('message', (notice: Notice) => events.notice(notice))
    this.#piscina.on('error', (error: Error) => this.#fail(error))
    this.#piscina.on('workerDestroy', () => this.#end())
  }

  /** The thread has crashed or was killed. */
  get ended(): boolean {
    return this.#ended
  }

  /** Why it has ended. */
  get endedWith(): Error {
    return this.#lastError ?? new Error('The worker thread has ended')
  }

  /** Runs one task; rejects when the thread ends before it has answered. One task at a time. */
  run(task: Task): Promise<Reply> {
    if (this.#ended) return Promise.reject(this.endedWith)
    return new Promise((resolve, reject) => {
      this.#rejectRunning = reject
      this.#piscina.run(task).then(resolve, reject)
      if (this.#thread === undefined) this.#watch()
    })
  }

  /** Ends the thread at once, whatever it does. */
  async kill(): Promise<void> {
    this.#end()
    await this.#piscina.destroy()
    if (this.#thread === undefined) this.#events.exit()
  }

  #watch(): void {
    this.#thread = this.#piscina.threads[0]
    this.#thread?.once('exit', (code) => {
      this.#fail(new Error(`The worker thread ended with code ${code}`))
      this.#events.exit()
    })
  }

  #fail(error: Error): void {
    this.#lastError ??= error
    this.#end()
    this.#rejectRunning?.(this.#lastError)
  }

  #end(): void {
    if (this.#ended) return
    // Set before anything else: a task run on a Piscina whose thread has crashed would start a new thread.
    this.#ended = true
    this.#events.dying()
  }
}

/** Node's flags go to the thread, for an embedder that needs them, but not those of a program given as text. */
function inheritedFlags(): { execArgv?: string[] } {
  const isProgramText = process.execArgv.some((flag) => /^(-e|-p|-pe|--eval|--print|--input-type)\b/.test(flag))
  return isProgramText ? { execArgv: [] } : {}
}
