import type { QdrantClient } from '../../base/qdrant-client.ts'
import { createPoolClient, type Submit } from '../../client/pool-client.ts'
import type { TextPoint } from '../../operations/embed-upsert.ts'
import { sampleVector } from '../embed-one.ts'
import { storePoints } from '../store-points.ts'
import type { PointEntry } from './entry.ts'
import { createWhereMissing } from './new-collection.ts'
import type { IngestParts } from './parts.ts'
import type { IngestSettings } from './settings.ts'
import { areNew, notStored } from './stored-points.ts'
import { whenThereIsRoom } from './when-there-is-room.ts'

/** The collection that an ingest writes to. */
export class IngestTarget {
  readonly #collection: string
  readonly #settings: IngestSettings
  readonly #submit: Submit
  readonly #client: QdrantClient

  constructor({ submit, timeoutMs, clock }: IngestParts, collection: string, settings: IngestSettings) {
    this.#collection = collection
    this.#settings = settings
    this.#submit = (request) => whenThereIsRoom(() => submit(request), timeoutMs, clock, settings.signal)
    this.#client = createPoolClient(this.#submit)
  }

  /** It holds no points, or is still to be made. */
  async isEmpty(): Promise<boolean> {
    if (!(await this.#client.collectionExists(this.#collection)).exists) return true
    const { points } = await this.#client.scroll(this.#collection, { limit: 1, with_payload: false })
    return points.length === 0
  }

  /** Makes it where it is missing and that was asked for. True where it did. */
  async create(first: TextPoint): Promise<boolean> {
    const { createCollection } = this.#settings
    if (createCollection === undefined) return false
    return createWhereMissing(this.#client, this.#collection, createCollection, this.#settings, first, () =>
      sampleVector(this.#submit),
    )
  }

  async upsert(entries: readonly PointEntry[]): Promise<void> {
    const { textKey, vectorName, sparseVectorName } = this.#settings
    const points = entries.map(({ point }) => point)
    await storePoints(this.#submit, this.#collection, { points, textKey, vectorName, sparseVectorName })
  }

  /** Those that are not stored with this text and payload. */
  notStored(entries: readonly PointEntry[]): Promise<PointEntry[]> {
    return notStored(this.#client, this.#collection, entries, this.#settings.textKey)
  }

  areNew(entries: readonly PointEntry[]): Promise<boolean> {
    return areNew(this.#client, this.#collection, entries)
  }
}
