import type { Submit } from '../client/pool-client.ts'
import type { PoolStats } from '../monitor/stats.ts'
import { isPointId } from '../operations/point-id.ts'
import { BATCH_BYTES, inBatches } from '../pipeline/ingest/batching.ts'
import { lastOfEach, type PointEntry } from '../pipeline/ingest/entry.ts'
import type { IngestItem } from '../pipeline/ingest/options.ts'
import { BATCH_SIZE, TEXT_KEY } from '../pipeline/ingest/settings.ts'
import { type ScoredPoint, search } from '../pipeline/search.ts'
import { sideBySide } from '../pipeline/side-by-side.ts'
import { storePoints } from '../pipeline/store-points.ts'
import { type Pool, pipelineOf } from '../pool/pool.ts'
import { ask } from './ask.ts'
import { StoreCalls } from './calls.ts'
import { changePoint, checkChange } from './change.ts'
import { type CollectionSettings, type StoreCollection, setupCollection } from './collection.ts'
import { invalid, noEmbedder } from './failures.ts'
import { type Filter, matchesAll } from './filters.ts'
import { checkStoreHealth, type StoreHealth } from './health.ts'
import {
  checkText,
  checkVector,
  kindOf,
  type Memory,
  type MemoryChange,
  memoryOf,
  type PointId,
  pointOf,
  type ScoredMemory,
  type Vector,
} from './memory.ts'
import type { FilterOptions, ListOptions, Page, RetrieveOptions, Storable, StoreCallOptions } from './options.ts'

/** Memories of one page, where the caller does not say. */
const PAGE = 100
const NEAREST = 10

/**
 * Texts or vectors with payloads of one type, kept in a collection. It uses the pool's workers and embedder beside whoever
 * else does, and the pool stays its maker's to close. Every write is there to be read when its call has settled. Whatever
 * fails is a QdrantPoolError with `code` and `solutions`, an error of the client for what the server refused, or the
 * reason of the signal.
 *
 * ```ts
 * const store = await MemoryStore.open<{ user: string }>(pool, { name: 'memories', indexes: { user: 'keyword' } })
 * await store.store({ text: 'likes tea', payload: { user: 'ada' } })
 * const found = await store.retrieve('what does she drink?', { filter: match('user', 'ada'), limit: 3 })
 * ```
 */
export class MemoryStore<P extends object = Record<string, unknown>> implements AsyncDisposable {
  /** As it was found or made when the store was opened. */
  readonly collection: StoreCollection
  readonly #pool: Pool
  readonly #calls: StoreCalls
  readonly #embedder: unknown

  private constructor(pool: Pool, collection: StoreCollection) {
    this.#pool = pool
    this.collection = collection
    const parts = pipelineOf(pool)
    this.#embedder = parts.embedder
    this.#calls = new StoreCalls(parts)
  }

  /** Opens a store on a collection, as `setupCollection` makes or finds it. @throws as `setupCollection` */
  static async open<P extends object = Record<string, unknown>>(
    pool: Pool,
    settings: CollectionSettings<P>,
    options: StoreCallOptions = {},
  ): Promise<MemoryStore<P>> {
    return new MemoryStore<P>(pool, await setupCollection(pool, settings, options))
  }

  /** Stores one memory, whole: one of the same id is replaced. Resolves with its id. */
  store(memory: Storable<P>, options: StoreCallOptions = {}): Promise<PointId> {
    return this.#calls.run('store', options, [], async ({ submit }) => {
      const { point } = this.#entry('store', memory)
      await storePoints(submit, this.collection.name, { points: [point], textKey: TEXT_KEY })
      return point.id
    })
  }

  /**
   * Stores many, in batches shared over the workers, and resolves with their ids in order; of several with one id the last
   * counts. All are checked before the first is sent. Where it fails later, some may be stored: give ids of your own, and
   * it can be repeated.
   */
  batchStore(memories: readonly Storable<P>[], options: StoreCallOptions = {}): Promise<PointId[]> {
    return this.#calls.run('batchStore', options, [], async ({ parts, options: call }) => {
      if (!Array.isArray(memories)) throw invalid('batchStore', `expected a list, got ${kindOf(memories)}`)
      const entries = Array.from(memories, (memory, index) => this.#entry(`batchStore: memory ${index}`, memory))
      const batches: PointEntry[][] = []
      const bounds = { count: BATCH_SIZE, bytes: BATCH_BYTES }
      for await (const batch of inBatches(lastOfEach(entries), bounds, ({ bytes }) => bytes)) batches.push(batch)
      await sideBySide(parts, `batchStore of ${entries.length} memories`, batches, call, (submit, batch) =>
        storePoints(submit, this.collection.name, { points: batch.map(({ point }) => point), textKey: TEXT_KEY }),
      )
      return entries.map(({ point }) => point.id)
    })
  }

  /** The nearest memories to a text or a vector, the nearest first. */
  retrieve(query: string | Vector, options: RetrieveOptions = {}): Promise<ScoredMemory<P>[]> {
    return this.#nearest('retrieve', query, options)
  }

  /**
   * The nearest of those that match: `retrieve` with a filter that cannot be forgotten.
   * @throws QdrantPoolError INVALID_ARGUMENT on a filter without conditions
   */
  searchWithFilters(
    query: string | Vector,
    filter: Filter,
    options: Omit<RetrieveOptions, 'filter'> = {},
  ): Promise<ScoredMemory<P>[]> {
    return this.#nearest('searchWithFilters', query, { ...options, filter }, true)
  }

  /** Undefined where there is none of that id. */
  getById(id: PointId, options: StoreCallOptions = {}): Promise<Memory<P> | undefined> {
    return this.#calls.run('getById', options, [], async ({ submit }) => {
      const ids = [pointId('getById', id)]
      const [point] = await ask(submit, 'retrieve', this.collection.name, { ids, with_payload: true })
      return point && memoryOf<P>(point)
    })
  }

  /**
   * Changes the text, the vector, or keys of the payload, each key as a whole; everything else stays. To replace a memory,
   * `store` it with its id. @throws QdrantPoolError POINT_NOT_FOUND where there is none of that id
   */
  update(id: PointId, change: MemoryChange<P>, options: StoreCallOptions = {}): Promise<void> {
    return this.#calls.run('update', options, [], async ({ submit }) => {
      checkChange('update', change, this.collection.dimension)
      if (change.vector === undefined && change.text !== undefined) this.#needEmbedder('update')
      await changePoint(submit, this.collection.name, pointId('update', id), change)
    })
  }

  /** Deletes one or several; those that are not there are no error. */
  delete(ids: PointId | readonly PointId[], options: StoreCallOptions = {}): Promise<void> {
    return this.#calls.run('delete', options, [], async ({ submit }) => {
      const points = [ids].flat().map((id) => pointId('delete', id))
      if (points.length > 0) await ask(submit, 'delete', this.collection.name, { points, wait: true })
    })
  }

  /** Deletes all that match. @throws QdrantPoolError INVALID_ARGUMENT on a filter without conditions, which all match */
  deleteByFilter(filter: Filter, options: StoreCallOptions = {}): Promise<void> {
    return this.#calls.run('deleteByFilter', options, [], async ({ submit }) => {
      checkCondition('deleteByFilter', filter, 'to delete all, delete the collection')
      await ask(submit, 'delete', this.collection.name, { filter, wait: true })
    })
  }

  /** How many there are, or match. */
  count(options: FilterOptions = {}): Promise<number> {
    return this.#calls.run('count', options, ['filter'], async ({ submit }) => {
      const filter = options.filter && { filter: options.filter }
      return (await ask(submit, 'count', this.collection.name, { exact: true, ...filter })).count
    })
  }

  /** One page of all memories, or of those that match, in the order of their ids. */
  list(options: ListOptions = {}): Promise<Page<P>> {
    return this.#calls.run('list', options, ['filter', 'limit', 'cursor'], async ({ submit }) => {
      const { filter, limit = PAGE, cursor } = options
      const from = cursor === undefined ? {} : { offset: pointId('list', cursor) }
      const params = { limit, with_payload: true, ...from, ...(filter && { filter }) }
      const { points, next_page_offset: next } = await ask(submit, 'scroll', this.collection.name, params)
      return { memories: points.map((point) => memoryOf<P>(point)), cursor: (next ?? undefined) as PointId | undefined }
    })
  }

  /** Counts the collection and checks every worker of the pool. @throws HealthCheckFailedError where either fails */
  healthCheck(options: StoreCallOptions = {}): Promise<StoreHealth> {
    return this.#calls.run('healthCheck', options, [], ({ submit }) =>
      checkStoreHealth(this.#pool, submit, this.collection.name, options.signal),
    )
  }

  getPoolStats(): PoolStats {
    return this.#pool.stats()
  }

  /** Takes no more calls, and resolves when those under way have settled. The pool stays open: it is its maker's. */
  close(): Promise<void> {
    return this.#calls.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #nearest(
    method: string,
    query: string | Vector,
    options: RetrieveOptions,
    needsFilter = false,
  ): Promise<ScoredMemory<P>[]> {
    return this.#calls.run(method, options, ['limit', 'filter', 'scoreThreshold'], async ({ submit }) => {
      if (needsFilter) checkCondition(method, options.filter, 'to search all, call retrieve')
      const { limit = NEAREST, filter, scoreThreshold: score_threshold } = options
      const wanted = { limit, ...(filter && { filter }), ...(score_threshold !== undefined && { score_threshold }) }
      const points = await this.#query(method, submit, query, wanted)
      return points.map((point) => ({ ...memoryOf<P>(point), score: point.score }))
    })
  }

  async #query(method: string, submit: Submit, query: string | Vector, wanted: object): Promise<ScoredPoint[]> {
    const { name, dimension } = this.collection
    if (typeof query === 'string') {
      checkText(method, query)
      this.#needEmbedder(method)
      return (await search(() => submit, name, [query], wanted))[0] ?? []
    }
    checkVector(method, query, dimension)
    const params = { ...wanted, query: query as number[], with_payload: true }
    return (await ask(submit, 'query', name, params)).points
  }

  #entry(at: string, memory: Storable<P>): PointEntry {
    const entry = pointOf(
      at,
      typeof memory === 'string' ? { text: memory } : (memory as IngestItem),
      this.collection.dimension,
    )
    if (entry.point.vector === undefined) this.#needEmbedder(at)
    return entry
  }

  #needEmbedder(at: string): void {
    if (this.#embedder === undefined) throw noEmbedder(at)
  }
}

function checkCondition(at: string, filter: unknown, otherwise: string): void {
  if (typeof filter !== 'object' || filter === null) throw invalid(at, `expected a filter, got ${kindOf(filter)}`)
  if (matchesAll(filter)) throw invalid(at, `expected a filter with a condition; ${otherwise}`)
}

function pointId(at: string, id: PointId): number {
  // The client's types know no bigint, which the pool sends and reads.
  if (isPointId(id)) return id as number
  throw invalid(at, `expected an id to be a whole number of at least 0 or a UUID, got ${String(id)}`)
}
