import { resolveBounds } from '../base/bounds.ts'
import { ConnectionCreationFailedError, PoolClosedError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import type { HealthTier, PoolEvents } from '../base/pool-events.ts'
import type { PoolClient } from '../client/columnar-upsert.ts'
import { createPoolClient } from '../client/pool-client.ts'
import { type CallOptions, checkDuration, resolveCallOptions } from '../dispatch/call-options.ts'
import type { PoolMonitor } from '../monitor/monitor.ts'
import { type PoolReading, takeReading } from '../monitor/reading.ts'
import type { PoolStats } from '../monitor/stats.ts'
import type { Request } from '../operations/catalog.ts'
import { type EmbedOptions, embed } from '../pipeline/embed.ts'
import { ingest } from '../pipeline/ingest/ingest.ts'
import type { IngestOptions, IngestReport, IngestSource } from '../pipeline/ingest/options.ts'
import type { PipelineParts } from '../pipeline/parts.ts'
import { type ScoredPoint, type SearchOptions, search } from '../pipeline/search.ts'
import { taskOf } from '../pipeline/task.ts'
import type { AnyModule, Task } from '../pipeline/task-types.ts'
import { failureError, failureText } from '../protocol/failure.ts'
import { CLOSE_TIMEOUT_MS, type CloseOptions } from './close-options.ts'
import { checkPoolHealth, type PoolHealth } from './health-checks.ts'
import type { Lease } from './lease.ts'
import { Leases } from './leases.ts'
import type { PoolParts } from './pool-parts.ts'

/** Sockets that the pool's workers hold now, as each worker counts its own; for the demo, which prints them. */
export let openSockets: (pool: Pool) => number

/** For the integrations, which need the distributions behind the percentiles. */
export let readPool: (pool: Pool) => PoolReading

/** For the store, which is made of what the pipelines are. */
export let pipelineOf: (pool: Pool) => PipelineParts

/** A pool of worker threads, each with its own connection to Qdrant; made by `createPool`. */
export class Pool implements AsyncDisposable {
  /**
   * Every method of QdrantClient with its types and answers; each call runs in a worker.
   * @throws PoolExhaustedError, DeadlineExceededError, WorkerCrashedError, PoolClosedError, or the client's own errors
   */
  readonly client: PoolClient
  /** A history of what the pool did, and alerts. */
  readonly monitor: PoolMonitor
  readonly #parts: PoolParts
  readonly #leases: Leases
  #closing: Promise<void> | undefined

  static {
    readPool = (pool) => takeReading(pool.#parts)
    pipelineOf = (pool) => pool.#pipeline
    openSockets = (pool) => pool.#parts.crew.actors.reduce((sum, { heartbeat }) => sum + heartbeat.sockets, 0)
  }

  constructor(parts: PoolParts) {
    this.#parts = parts
    this.monitor = parts.monitor
    const { leakDetectionMs } = parts.options
    this.#leases = new Leases({
      ...parts,
      tell: parts.events.tell,
      leakDetectionMs,
      isClosing: () => this.#closing !== undefined,
    })
    this.client = this.with({})
  }

  /** The client with options for each of its calls: `pool.with({ timeoutMs: 500 }).query(…)`. */
  with(options: CallOptions): PoolClient {
    const submit = this.#submitWith(options)
    return createPoolClient(submit, this.#parts.url)
  }

  /**
   * Takes one worker for exclusive use; release it. `timeoutMs` and `signal` hold for each call of the lease, too.
   * @throws PoolExhaustedError when none came free within `acquireTimeoutMs`, or `timeoutMs` where that is shorter
   */
  async acquire(options: CallOptions = {}): Promise<Lease> {
    return this.#leases.acquire(resolveCallOptions(options, this.#parts.options))
  }

  /** Runs `work` with a worker of its own, as `acquire` gives it, and releases it whatever happens. */
  async use<T>(work: (client: PoolClient) => Promise<T>, options: CallOptions = {}): Promise<T> {
    const lease = await this.acquire(options)
    try {
      return await work(lease.client)
    } finally {
      await lease.release()
    }
  }

  /**
   * Embeds the texts of a source in the workers and stores them, in batches; reads no faster than that goes. Needs the pool's
   * `embedder`, unless all records have vectors.
   * @throws ConfigError, an error of the first record that fails beyond `maxFailures`, or what ends any call
   */
  async ingest(collection: string, source: IngestSource, options: IngestOptions = {}): Promise<IngestReport> {
    const parts = this.#pipeline
    const { signal, timeoutMs = parts.timeoutMs } = options
    const submit = parts.submitWith({ priority: 'batch', timeoutMs, ...(signal && { signal }) })
    return ingest({ ...parts, submit, timeoutMs }, collection, source, options)
  }

  /**
   * Embeds a text and queries its nearest points in the same worker; a list of texts gives a list of lists.
   * Needs the pool's `embedder`.
   */
  search(collection: string, text: string, options?: SearchOptions): Promise<ScoredPoint[]>
  search(collection: string, texts: readonly string[], options?: SearchOptions): Promise<ScoredPoint[][]>
  async search(
    collection: string,
    query: string | readonly string[],
    options: SearchOptions = {},
  ): Promise<ScoredPoint[] | ScoredPoint[][]> {
    const texts = Array.isArray(query) ? query : [query]
    const found = await search((own) => this.#submitWith(own), collection, texts, options)
    return Array.isArray(query) ? found : (found[0] ?? [])
  }

  /**
   * Embeds texts in the workers, in batches shared over them, and sends nothing to the server: one vector a text, in order.
   * Needs the pool's `embedder`.
   */
  embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    return embed(this.#pipeline, texts, options)
  }

  /**
   * Functions of an ES module, `(input, { client, embed, signal }) => result`, that run in a worker beside its connection:
   * `pool.task<typeof import('./rerank.js')>(new URL('./rerank.js', import.meta.url)).run(input)`. Inputs and results are
   * cloned. A function that does not heed its deadline and blocks its thread is ended with it.
   */
  task<Module = AnyModule>(module: URL | string): Task<Module> {
    return taskOf((own) => this.#submitWith(own), module)
  }

  stats(): PoolStats {
    return takeReading(this.#parts).stats
  }

  /** Calls `listener` at every event of that name; what it throws comes up as an uncaught error. */
  on<Name extends keyof PoolEvents>(name: Name, listener: (event: PoolEvents[Name]) => void): this {
    this.#parts.events.on(name, listener)
    return this
  }

  off<Name extends keyof PoolEvents>(name: Name, listener: (event: PoolEvents[Name]) => void): this {
    this.#parts.events.off(name, listener)
    return this
  }

  /**
   * Checks every worker now: `fast` by its heartbeat (< 1 ms), `medium` with a round trip to the server (< 50 ms), `deep` by
   * counting the collection that was used last (< 200 ms). A busy worker is judged by its heartbeat.
   * @throws HealthCheckFailedError where no worker passes
   */
  async checkHealth(tier: HealthTier = 'medium'): Promise<PoolHealth> {
    return checkPoolHealth({ ...this.#parts, acquire: () => this.acquire() }, tier)
  }

  /** Whether at least one worker reaches the server; never rejects. */
  async isHealthy(): Promise<boolean> {
    return this.checkHealth('medium').then(
      () => true,
      () => false,
    )
  }

  /**
   * Takes new bounds; `minSize` stays where it is not given. Resolves when surplus workers that were free have ended; those
   * at work retire as they come free.
   * @throws ConfigError on bounds that `createPool` would not take
   */
  async resize(bounds: { readonly size: number; readonly minSize?: number }): Promise<void> {
    this.#throwIfClosing()
    const { crew } = this.#parts
    const resolved = resolveBounds({ minSize: crew.bounds.minSize, ...bounds })
    await this.#holding(() => crew.resize(resolved))
  }

  /**
   * Replaces every worker, its thread included, one after another; calls go on. Resolves when the last of them has ended,
   * for which a lease must be released.
   * @throws ConnectionCreationFailedError where a successor does not open; the workers that are left stay
   */
  async reset(): Promise<void> {
    this.#throwIfClosing()
    const failure = await this.#holding(() => this.#parts.crew.reset())
    if (failure === undefined) return
    const message = `The pool was not reset: a new worker could not be opened: ${failureText(failure)}`
    throw new ConnectionCreationFailedError(message, { cause: failureError(failure) })
  }

  /**
   * Takes no more calls, lets those issued finish within `timeoutMs`, then ends every thread. Later calls of `close`
   * wait for the first.
   */
  async close({ timeoutMs = CLOSE_TIMEOUT_MS }: CloseOptions = {}): Promise<void> {
    if (this.#closing === undefined) {
      checkDuration('timeoutMs', timeoutMs, 0)
      this.#closing = this.#close(timeoutMs)
    }
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(timeoutMs: number): Promise<void> {
    const { dispatcher, crew, closeOwn, events } = this.#parts
    await this.#holding(async () => {
      try {
        await dispatcher.drain(timeoutMs)
        await crew.close()
      } finally {
        await closeOwn()
      }
    })
    events.tell('close', {})
  }

  /** A thread's end alone does not hold the process up: this timer does for as long as `work` takes. */
  async #holding<T>(work: () => Promise<T>): Promise<T> {
    const stop = this.#parts.clock.after(LIMITS.longestTimerMs, () => {})
    try {
      return await work()
    } finally {
      stop()
    }
  }

  #throwIfClosing(): void {
    if (this.#closing) throw new PoolClosedError()
  }

  get #pipeline(): PipelineParts {
    const { crew, clock, options } = this.#parts
    const { timeoutMs, embedder } = options
    return { timeoutMs, embedder, clock, workers: crew.mostWithModel, submitWith: (own) => this.#submitWith(own) }
  }

  #submitWith(options: CallOptions): (request: Request) => Promise<unknown> {
    const { dispatcher, options: pool } = this.#parts
    const resolved = resolveCallOptions(options, pool)
    return (request) => (this.#closing ? Promise.reject(new PoolClosedError()) : dispatcher.submit(request, resolved))
  }
}
