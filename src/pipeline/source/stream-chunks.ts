import { types } from 'node:util'
import { ConfigError } from '../../base/errors.ts'

export function isChunk(value: unknown): value is Uint8Array | string {
  return typeof value === 'string' || types.isUint8Array(value)
}

/** The bytes of a stream, in UTF-8 where it gives strings. @throws {ConfigError} on a chunk of another kind */
export async function* streamBytes(chunks: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  // The first half of a character of which the next string has the second.
  let half = ''
  for await (const chunk of chunks) {
    if (!isChunk(chunk)) throw new ConfigError(`Expected a stream of bytes or strings, and it gave ${typeof chunk}`)
    let bytes: Buffer
    if (typeof chunk === 'string') {
      const text = half + chunk
      half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? ''
      bytes = Buffer.from(text.slice(0, text.length - half.length))
    } else bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    if (bytes.length > 0) yield bytes
  }
  if (half !== '') yield Buffer.from(half)
}
