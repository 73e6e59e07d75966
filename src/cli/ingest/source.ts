import { existsSync } from 'node:fs'
import { QdrantPoolError } from '../../base/errors.ts'
import type { IngestSource } from '../../pipeline/ingest/options.ts'
import { openFiles } from '../../pipeline/source/open-source.ts'
import type { CommandIo } from '../output/command-io.ts'
import { UsageError } from '../output/usage-error.ts'

export interface OpenSource {
  readonly source: IngestSource
  /** How much of it has been read, from 0 to 1; undefined where its size is not known. */
  readonly share: () => number | undefined
}

const STDIN = '-'

/**
 * What the arguments name: files and folders, or `-` for what comes in at stdin.
 * @throws UsageError, or QdrantPoolError where there is no such file
 */
export function openSource(paths: readonly string[], io: CommandIo): OpenSource {
  if (paths.length === 0) throw new UsageError('Expected at least one file or folder to ingest, or - for stdin')
  if (paths.includes(STDIN)) {
    if (paths.length > 1) throw new UsageError('Expected - alone: stdin is not read together with files')
    if (io.stdin === undefined) throw new UsageError('There is no stdin to read from')
    return { source: io.stdin, share: () => undefined }
  }
  for (const path of paths) {
    if (existsSync(path)) continue
    throw new QdrantPoolError('NO_SOURCE', `There is no file or folder ${JSON.stringify(path)}`, {
      solutions: ['Give the path of a JSONL file (also gzipped) or of a folder of markdown and text'],
    })
  }
  const reader = openFiles(paths)
  // A reader is taken as it is: its records know their places.
  return { source: reader as AsyncIterable<unknown> as IngestSource, share: () => reader.share }
}
