import type { Crew } from '../actors/crew.ts'
import type { Clock } from '../base/clock.ts'
import { PoolClosedError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import type { ResolvedOptions } from '../base/options.ts'
import type { PoolClient } from '../client/columnar-upsert.ts'
import { createPoolClient } from '../client/pool-client.ts'
import { type CallOptions, checkDuration, resolveCallOptions } from '../dispatch/call-options.ts'
import type { Dispatcher } from '../dispatch/dispatcher.ts'
import { LeaseLine } from '../dispatch/lease-line.ts'
import type { Recorder } from '../metrics/recorder.ts'
import type { Request } from '../operations/catalog.ts'
import { type IngestItem, type IngestOptions, type IngestReport, ingest } from '../pipeline/ingest.ts'
import { type ScoredPoint, type SearchOptions, search } from '../pipeline/search.ts'
import type { Lease } from './lease.ts'
import type { PoolStats } from './stats.ts'

/** Time that `close()` gives to the calls that were issued before it. */
const CLOSE_TIMEOUT_MS = 10_000

export interface CloseOptions {
  /** Calls that have not settled by then reject with PoolClosedError. @default 10_000 */
  readonly timeoutMs?: number
}

export interface PoolParts {
  readonly options: ResolvedOptions
  readonly crew: Crew
  readonly dispatcher: Dispatcher
  readonly recorder: Recorder
  readonly clock: Clock
  /** Ends what was started for this pool alone: the embedded server. */
  readonly closeServer: () => Promise<void>
}

/** Sockets that the pool's workers hold now, as each worker counts its own; for the demo, which prints them. */
export let openSockets: (pool: Pool) => Promise<number>

/** A pool of worker threads, each with its own connection to Qdrant; made by `createPool`. */
export class Pool implements AsyncDisposable {
  /**
   * Every method of QdrantClient with its types and answers; each call runs in a worker.
   * @throws PoolExhaustedError, DeadlineExceededError, WorkerCrashedError, PoolClosedError, or the client's own errors
   */
  readonly client: PoolClient
  readonly #parts: PoolParts
  #closing: Promise<void> | undefined

  static {
    openSockets = async (pool) => {
      const snapshots = await Promise.all(pool.#parts.crew.actors.map((actor) => actor.snapshot()))
      return snapshots.reduce((sum, snapshot) => sum + (snapshot?.sockets ?? 0), 0)
    }
  }

  constructor(parts: PoolParts) {
    this.#parts = parts
    this.client = this.with({})
  }

  /** The client with options for each of its calls: `pool.with({ timeoutMs: 500 }).query(…)`. */
  with(options: CallOptions): PoolClient {
    const submit = this.#submitWith(options)
    return createPoolClient(submit)
  }

  /**
   * Takes one worker for exclusive use; release it. `timeoutMs` and `signal` hold for each call of the lease, too.
   * @throws PoolExhaustedError when none came free within `acquireTimeoutMs`, or `timeoutMs` where that is shorter
   */
  async acquire(options: CallOptions = {}): Promise<Lease> {
    const { dispatcher, crew } = this.#parts
    const callOptions = resolveCallOptions(options, this.#parts.options)
    const acquireTimeoutMs = Math.min(callOptions.acquireTimeoutMs, callOptions.timeoutMs)
    const actor = await dispatcher.acquire({ ...callOptions, acquireTimeoutMs })
    const line = new LeaseLine(actor)
    const release = async () => {
      const held = await line.close()
      if (held !== undefined) crew.release(held)
    }
    return {
      client: createPoolClient((request) => dispatcher.submitTo(line, request, callOptions)),
      slot: actor.entry.slot,
      release,
      [Symbol.asyncDispose]: release,
    }
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
   * Embeds texts in the workers and upserts them, in batches bounded by count and bytes; reads no faster than it stores.
   * Needs the pool's `embedder`; the collection must exist.
   */
  ingest(
    collection: string,
    source: Iterable<IngestItem> | AsyncIterable<IngestItem>,
    options: IngestOptions = {},
  ): Promise<IngestReport> {
    const submit = this.#submitWith({ priority: 'batch', ...(options.signal && { signal: options.signal }) })
    return ingest(submit, this.#parts.options.size, collection, source, options, this.#parts.clock)
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

  stats(): PoolStats {
    const { crew, dispatcher, recorder, options, clock } = this.#parts
    const { ledger, totals } = crew
    const now = clock.now()
    return {
      size: ledger.size,
      minSize: options.minSize,
      maxSize: options.size,
      workers: crew.actors.map((actor) => ({
        slot: actor.entry.slot,
        state: actor.leased ? 'leased' : actor.entry.state,
        ageMs: now - actor.bornAt,
        operations: actor.operations,
      })),
      idle: ledger.count('idle'),
      busy: ledger.count('busy'),
      opening: ledger.count('opening'),
      dying: ledger.count('dying'),
      waiting: dispatcher.waiting,
      acquire: recorder.acquireSummary(),
      operations: recorder.operationSummaries(),
      coalescing: { batches: recorder.batches, operations: recorder.batched },
      ...totals,
      timeouts: recorder.timeouts,
      retries: recorder.retries,
    }
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
    const { dispatcher, crew, closeServer, clock } = this.#parts
    // A thread's end alone does not hold the process up: this timer does until all is closed.
    const hold = clock.after(LIMITS.longestTimerMs, () => {})
    try {
      await dispatcher.drain(timeoutMs)
      await crew.close()
      await closeServer()
    } finally {
      hold()
    }
  }

  #submitWith(options: CallOptions): (request: Request) => Promise<unknown> {
    const { dispatcher, options: pool } = this.#parts
    const resolved = resolveCallOptions(options, pool)
    return (request) => (this.#closing ? Promise.reject(new PoolClosedError()) : dispatcher.submit(request, resolved))
  }
}
