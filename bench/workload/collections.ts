import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { QdrantClient } from '@qdrant/js-client-rest'
import { fillCollection } from '../dataset.ts'
import type { Server } from '../server/server.ts'
import { payloadOf } from './data.ts'
import { meanPrecision } from './precision.ts'
import type { Shape } from './shape.ts'

const CALL_TIMEOUT_MS = 60_000
const LONGEST_INDEXING_MS = 60_000
const POLL_MS = 100

/** The collections of this run: none is touched that it has not made. */
export class Collections {
  readonly #admin: QdrantClient
  readonly #prefix = `bench-peers-${randomUUID()}`
  readonly #shape: Shape
  readonly #signal: AbortSignal
  readonly #names = new Set<string>()
  #search: Promise<string> | undefined
  #uploadSeconds: number | undefined
  #made = 0

  constructor({ url }: Server, apiKey: string | undefined, shape: Shape, signal: AbortSignal) {
    const key = apiKey === undefined ? {} : { apiKey }
    this.#admin = new QdrantClient({ url, ...key, checkCompatibility: false, timeout: CALL_TIMEOUT_MS })
    this.#shape = shape
    this.#signal = signal
  }

  /** The one that is read from, filled when first asked for. */
  search(): Promise<string> {
    this.#search ??= this.#fill(this.#name('search'))
    return this.#search
  }

  /** Time that filling the one that is read from took, until it was indexed; undefined where it was not filled. */
  get uploadSeconds(): number | undefined {
    return this.#uploadSeconds
  }

  /** Of these queries in the one that is read from. */
  async precision(queries: readonly number[][]): Promise<number> {
    return meanPrecision(this.#admin, await this.search(), queries, this.#shape.limit)
  }

  /** A new one to write into, that builds no index meanwhile. */
  async fresh(): Promise<string> {
    const name = this.#name(`ingest-${++this.#made}`)
    await this.#admin.createCollection(name, {
      vectors: { size: this.#shape.ingestDimension, distance: 'Cosine' },
      optimizers_config: { indexing_threshold: 0 },
    })
    return name
  }

  /** Deletes one that was written to, after all that was acknowledged has been applied. */
  async drain(name: string): Promise<void> {
    // Updates are applied in their order: when this one is, those before it are.
    const vector = new Array<number>(this.#shape.ingestDimension).fill(1)
    await this.#admin.upsert(name, { wait: true, points: [{ id: 0, vector }] })
    await this.#drop(name)
  }

  async deleteAll(): Promise<void> {
    for (const name of this.#names) await this.#drop(name).catch(() => {})
  }

  #name(suffix: string): string {
    const name = `${this.#prefix}-${suffix}`
    this.#names.add(name)
    return name
  }

  async #drop(name: string): Promise<void> {
    await this.#admin.deleteCollection(name)
    this.#names.delete(name)
  }

  async #fill(name: string): Promise<string> {
    const { points: count, dimension } = this.#shape
    const startedAt = performance.now()
    await fillCollection(this.#admin, name, { count, dimension, payloadOf, signal: this.#signal })
    for (const field_name of ['group', 'a'])
      await this.#admin.createPayloadIndex(name, { field_name, field_schema: 'keyword', wait: true })
    // Not measured beside the optimizers' work, if they are done in time.
    for (const end = performance.now() + LONGEST_INDEXING_MS; performance.now() < end; ) {
      const { status } = await this.#admin.getCollection(name)
      if (status === 'green') break
      await sleep(POLL_MS, undefined, { signal: this.#signal })
    }
    this.#uploadSeconds = (performance.now() - startedAt) / 1_000
    return name
  }
}
