import { type FileHandle, open } from 'node:fs/promises'
import { ConfigError } from '../../base/errors.ts'
import { jsonLines } from './json-lines.ts'
import { readerOf } from './reader.ts'
import type { RecordReader, SourceRecord } from './record.ts'
import { type SourceFile, sourceFiles } from './source-files.ts'
import { textRecords } from './text-records.ts'
import { unzipped } from './unzipped.ts'

const CHUNK_BYTES = 64 * 1024

/** Several files and folders, one after another; reports call them by their paths. */
export function openFiles(paths: readonly string[]): RecordReader {
  return filesReader(paths, true)
}

/** One file or folder; reports call it by its name. */
export function openPath(path: string): RecordReader {
  return filesReader([path], false)
}

function filesReader(paths: readonly string[], wholePaths: boolean): RecordReader {
  const bytes: { read: number; all: number | undefined } = { read: 0, all: undefined }
  const onBytes = (count: number) => {
    bytes.read += count
  }
  const records = async function* () {
    const files = await sourceFiles(paths, wholePaths)
    bytes.all = totalSize(files)
    let end = 0
    for (const file of files) {
      yield* file.kind === 'text' ? textRecords(file) : lineRecords(file, onBytes)
      // A text is counted here, as is what was cut off a file that was longer at first.
      end += file.sizeBytes ?? 0
      bytes.read = end
    }
  }
  return readerOf(records(), () => bytes)
}

function totalSize(files: readonly SourceFile[]): number | undefined {
  let sum = 0
  for (const { sizeBytes } of files) {
    if (sizeBytes === undefined) return undefined
    sum += sizeBytes
  }
  return sum
}

async function* lineRecords(
  { path, shown }: SourceFile,
  onBytes: (count: number) => void,
): AsyncGenerator<SourceRecord> {
  const file = await open(path).catch((cause: Error) => {
    throw new ConfigError(`Expected a file that can be read at ${JSON.stringify(path)}: ${cause.message}`, { cause })
  })
  try {
    yield* jsonLines(unzipped(chunksOf(file, onBytes), shown), (line) => `${shown}:${line}`)
  } finally {
    await file.close()
  }
}

async function* chunksOf(file: FileHandle, onBytes: (count: number) => void): AsyncGenerator<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, null)
    if (bytesRead === 0) return
    onBytes(bytesRead)
    yield buffer.subarray(0, bytesRead)
  }
}
