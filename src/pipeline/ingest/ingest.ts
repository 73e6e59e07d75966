import { checkCollectionName } from '../../client/collection-name.ts'
import { openSource } from '../source/open-source.ts'
import type { RecordReader } from '../source/record.ts'
import { Checkpoint, fingerprintOf } from './checkpoint.ts'
import { DeadLetters } from './dead-letters.ts'
import type { IngestOptions, IngestReport, IngestSource } from './options.ts'
import type { IngestParts } from './parts.ts'
import { IngestRun } from './run.ts'
import { type IngestSettings, resolveIngestOptions } from './settings.ts'
import { IngestTarget } from './target.ts'

/** Embeds and stores what a source yields; reads no faster than that goes. */
export async function ingest(
  parts: IngestParts,
  collection: string,
  source: IngestSource | RecordReader,
  options: IngestOptions,
): Promise<IngestReport> {
  checkCollectionName('ingest', collection)
  const settings = resolveIngestOptions(options)
  const reader = openSource(source)
  settings.signal?.throwIfAborted()
  const target = new IngestTarget(parts, collection, settings)
  const checkpoint = await openCheckpoint(settings, collection, parts.embedder, target)
  try {
    const letters =
      settings.deadLetter === undefined
        ? undefined
        : await DeadLetters.open(settings.deadLetter, checkpoint?.letters ?? 0)
    try {
      return await new IngestRun({ ...parts, settings, reader, target, checkpoint, letters }).run()
    } finally {
      await letters?.close()
    }
  } finally {
    await checkpoint?.close()
  }
}

async function openCheckpoint(
  settings: IngestSettings,
  collection: string,
  embedder: unknown,
  target: IngestTarget,
): Promise<Checkpoint | undefined> {
  if (settings.checkpoint === undefined) return undefined
  const fingerprint = fingerprintOf(settings, embedder)
  return Checkpoint.open(settings.checkpoint, collection, fingerprint, await target.isEmpty())
}
