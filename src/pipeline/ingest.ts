import type { Clock } from '../base/clock.ts'
import { contentId } from '../base/content-id.ts'
import { ConfigError, QdrantPoolError } from '../base/errors.ts'
import { checkCollectionName } from '../client/collection-name.ts'
import type { Submit } from '../client/pool-client.ts'
import type { EmbedUpsertParams, TextPoint } from '../operations/embed-upsert.ts'
import type { Params } from '../operations/operation.ts'
import { inBatches } from './batching.ts'

/** Texts embedded and stored together. */
const BATCH_SIZE = 64
/** Far below the server's limit of 32 MiB: text, payload and, later, the vectors. */
const BATCH_BYTES = 4 * 1024 * 1024

export interface IngestItem {
  /** @default a UUID (version 5) of the text: the same text is the same point */
  readonly id?: string | number
  readonly text: string
  readonly payload?: Readonly<Record<string, unknown>>
}

export interface IngestProgress {
  readonly read: number
  readonly stored: number
  readonly failed: number
  readonly perSecond: number
}

export interface IngestReport extends IngestProgress {
  readonly seconds: number
}

export interface IngestOptions {
  /** Most items in one batch. @default 64 */
  readonly batchSize?: number
  /** Payload key that keeps the text. @default 'text' */
  readonly textKey?: string
  /** Name of the vector in a collection with several. */
  readonly vectorName?: string
  readonly onProgress?: (progress: IngestProgress) => void
  readonly signal?: AbortSignal
}

/**
 * Sends batches to as many workers as there are and one more, so that none waits for the source. The first error ends
 * the ingest, after the batches on their way have settled.
 */
export async function ingest(
  submit: Submit,
  workers: number,
  collection: string,
  source: Iterable<IngestItem> | AsyncIterable<IngestItem>,
  options: IngestOptions,
  clock: Clock,
): Promise<IngestReport> {
  checkCollectionName('ingest', collection)
  const { batchSize = BATCH_SIZE, textKey = 'text', vectorName, onProgress, signal } = options
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new ConfigError(`Expected \`batchSize\` to be a whole number of at least 1, got ${batchSize}`)
  const startedAt = clock.now()
  const count = { read: 0, stored: 0, failed: 0 }
  const underWay = new Set<Promise<void>>()
  let error: { readonly reason: unknown } | undefined

  const progress = (): IngestProgress => ({
    ...count,
    perSecond: (count.stored * 1000) / Math.max(1, clock.now() - startedAt),
  })
  const store = async (points: readonly TextPoint[]) => {
    const params: EmbedUpsertParams = { points, textKey, ...(vectorName === undefined ? {} : { vectorName }) }
    try {
      await submit({ operation: 'embedUpsert', target: collection, params: params as unknown as Params })
      count.stored += points.length
      onProgress?.(progress())
    } catch (reason) {
      count.failed += points.length
      error ??= { reason }
    }
  }

  for await (const batch of inBatches(source, { count: batchSize, bytes: BATCH_BYTES }, bytesOf)) {
    if (error !== undefined || signal?.aborted) break
    const points = batch.map((item) => textPoint(item, count.read++))
    const task = store(points).finally(() => underWay.delete(task))
    underWay.add(task)
    if (underWay.size > workers) await Promise.race(underWay)
  }
  await Promise.all(underWay)
  if (error !== undefined) throw error.reason
  signal?.throwIfAborted()
  return { ...progress(), seconds: (clock.now() - startedAt) / 1000 }
}

function textPoint(item: IngestItem, index: number): TextPoint {
  if (typeof item?.text !== 'string')
    throw new QdrantPoolError(
      'INVALID_ARGUMENT',
      `ingest: expected item ${index} to have a string \`text\`, got ${typeof item?.text}`,
      {
        outcome: 'not-sent',
      },
    )
  return { id: item.id ?? contentId(item.text), text: item.text, payload: item.payload ?? {} }
}

/** An estimate: payload members count by what JSON makes of them. */
function bytesOf({ text, payload }: IngestItem): number {
  return (text?.length ?? 0) + (payload === undefined ? 0 : (JSON.stringify(payload)?.length ?? 0))
}
