import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { QdrantPoolError } from '../../base/errors.ts'
import { withHead } from './with-head.ts'

/**
 * Unpacks what begins as gzip does (1f 8b), and passes everything else on as it is.
 *
 * @throws {QdrantPoolError} where the gzip is broken or cut short; `name` says of what
 */
export async function* unzipped(chunks: AsyncGenerator<Buffer>, name: string): AsyncGenerator<Buffer> {
  const head: Buffer[] = []
  while (Buffer.concat(head).length < 2) {
    const next = await chunks.next()
    if (next.done) break
    head.push(next.value)
  }
  const all = withHead(head, chunks)
  const [first, second] = Buffer.concat(head)
  if (first !== 0x1f || second !== 0x8b) yield* all
  else yield* gunzipped(all, name)
}

async function* gunzipped(chunks: AsyncGenerator<Buffer>, name: string): AsyncGenerator<Buffer> {
  // The callback is for errors, which the reader of the last stream gets, too.
  const unpacked = pipeline(Readable.from(chunks, { objectMode: false }), createGunzip(), () => {})
  try {
    yield* unpacked as AsyncIterable<Buffer>
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error
    const message = `${name} is no complete gzip: ${error.message}`
    throw new QdrantPoolError('BROKEN_SOURCE', message, { outcome: 'not-sent', cause: error })
  }
}
