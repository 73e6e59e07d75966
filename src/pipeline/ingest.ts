import type { Clock } from '../base/clock.ts'
import { contentId } from '../base/content-id.ts'
import { ConfigError, QdrantPoolError } from '../base/errors.ts'
import { checkCollectionName } from '../client/collection-name.ts'
import type { Submit } from '../client/pool-client.ts'
import type { EmbedUpsertParams, TextPoint } from '../operations/embed-upsert.ts'
import type { Params } from '../operations/operation.ts'
import { abortable } from './abortable.ts'
import { inBatches } from './batching.ts'
import type { IngestItem, IngestOptions, IngestProgress, IngestReport } from './ingest-options.ts'
import { checkKnownOptions } from './known-options.ts'

/** Texts embedded and stored together. */
const BATCH_SIZE = 64
/** Far below the server's limit of 32 MiB: text, payload and, later, the vectors. */
const BATCH_BYTES = 4 * 1024 * 1024

const OPTIONS = new Set(['batchSize', 'textKey', 'vectorName', 'sparseVectorName', 'onProgress', 'signal'])

/**
 * Sends batches to as many workers as there are and one more, so that none waits for the source. The first error, or the
 * signal, ends the ingest, after the batches on their way have settled.
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
  checkKnownOptions('ingest', options, OPTIONS)
  const { batchSize = BATCH_SIZE, textKey = 'text', vectorName, sparseVectorName, onProgress, signal } = options
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new ConfigError(`Expected \`batchSize\` to be a whole number of at least 1, got ${batchSize}`)
  const startedAt = clock.now()
  const count = { read: 0, stored: 0, failed: 0 }
  const underWay = new Set<Promise<void>>()
  let error: { readonly reason: unknown } | undefined

  const progress = (): IngestProgress => {
    const elapsedMs = Math.max(1, clock.now() - startedAt)
    return { ...count, perSecond: (count.stored * 1000) / elapsedMs }
  }
  const send = async (points: readonly TextPoint[]) => {
    const names = { ...(vectorName && { vectorName }), ...(sparseVectorName && { sparseVectorName }) }
    const params: EmbedUpsertParams = { points, textKey, ...names }
    try {
      await submit({ operation: 'embedUpsert', target: collection, params: params as unknown as Params })
      count.stored += points.length
    } catch (reason) {
      count.failed += points.length
      throw reason
    }
    onProgress?.(progress())
  }
  const points = async function* () {
    for await (const item of abortable(source, signal)) yield textPoint(item, count.read++)
  }

  try {
    for await (const batch of inBatches(points(), { count: batchSize, bytes: BATCH_BYTES }, bytesOf)) {
      if (error !== undefined) break
      const task = send(batch)
        .catch((reason: unknown) => {
          error ??= { reason }
        })
        .finally(() => underWay.delete(task))
      underWay.add(task)
      if (underWay.size > workers) await Promise.race(underWay)
    }
  } catch (reason) {
    error ??= { reason }
  }
  await Promise.all(underWay)
  if (error !== undefined) throw error.reason
  signal?.throwIfAborted()
  return {
    ...progress(),
    seconds: (clock.now() - startedAt) / 1000,
    embedded: count.stored,
    skipped: 0,
    batches: 0,
    created: false,
    failures: [],
  }
}

function textPoint(item: IngestItem, index: number): TextPoint {
  const text: unknown = item?.text
  if (typeof text !== 'string') {
    const message = `ingest: expected item ${index} to have a string \`text\`, got ${typeof text}`
    throw new QdrantPoolError('INVALID_ARGUMENT', message, { outcome: 'not-sent' })
  }
  return { id: item.id ?? contentId(text), text, payload: item.payload ?? {} }
}

/** An estimate: the payload counts by the JSON that it will be. */
function bytesOf({ text, payload }: TextPoint): number {
  const bigints = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
  return (text?.length ?? 0) + (JSON.stringify(payload, bigints)?.length ?? 0)
}
