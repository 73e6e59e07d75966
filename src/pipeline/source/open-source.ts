import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { fileURLToPath } from 'node:url'
import { ConfigError } from '../../base/errors.ts'
import type { IngestItem, IngestSource } from '../ingest/options.ts'
import { openPath } from './files-reader.ts'
import { jsonLines } from './json-lines.ts'
import { readerOf } from './reader.ts'
import type { RecordReader, SourceRecord } from './record.ts'
import { isChunk, streamBytes } from './stream-chunks.ts'
import { unzipped } from './unzipped.ts'
import { withHead } from './with-head.ts'

export { openFiles } from './files-reader.ts'

type Several = Iterable<unknown> | AsyncIterable<unknown>

/**
 * Reads a source, whatever it is; a reader of records is given back as it is. What is there, and whether it can be read, shows
 * with the first record.
 *
 * @throws {ConfigError} on what is no source
 */
export function openSource(source: IngestSource | RecordReader): RecordReader {
  if (typeof source === 'string') return openPath(source)
  if (source instanceof URL) {
    if (source.protocol !== 'file:') throw noSource(`a URL of ${source.protocol}`)
    return openPath(fileURLToPath(source))
  }
  if (!isSeveral(source)) throw noSource(kindOf(source))
  if (isReader(source)) return source
  // A stream of the web lets nobody but its reader end it.
  const several = source instanceof ReadableStream ? fromWeb(source) : source
  return readSeveral(several)
}

function readSeveral(source: Several): RecordReader {
  let read = 0
  const all = sizeOf(source)
  const records = async function* (): AsyncGenerator<SourceRecord> {
    const iterator = each(source)
    const first = await iterator.next()
    if (first.done) return
    const values = withHead([first.value], iterator)
    if (isChunk(first.value)) {
      yield* jsonLines(unzipped(streamBytes(values), 'The stream'), (line) => `line ${line}`)
      return
    }
    for await (const item of values) {
      read += 1
      yield { at: `record ${read}`, item: item as IngestItem }
    }
  }
  const close = () => {
    if (source instanceof Readable) source.destroy()
  }
  return readerOf(records(), () => ({ read, all }), close)
}

/** With what a synchronous one promises awaited. */
async function* each(source: Several): AsyncGenerator<unknown> {
  yield* source as AsyncIterable<unknown>
}

function sizeOf(source: Several): number | undefined {
  if (Array.isArray(source)) return source.length
  return source instanceof Set ? source.size : undefined
}

function isSeveral(source: unknown): source is Several {
  if (typeof source !== 'object' || source === null || ArrayBuffer.isView(source)) return false
  return Symbol.asyncIterator in source || Symbol.iterator in source
}

function isReader(source: Several): source is RecordReader {
  return 'share' in source && (source.share === undefined || typeof source.share === 'number')
}

function fromWeb(source: ReadableStream): Readable {
  return Readable.fromWeb(source as WebStream, { objectMode: true })
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return typeof value === 'object' ? `an object of class ${value.constructor?.name ?? '(none)'}` : typeof value
}

function noSource(got: string): ConfigError {
  return new ConfigError(
    `Expected the source to be something iterable, the path or file: URL of a file or folder, or a stream, got ${got}`,
  )
}
