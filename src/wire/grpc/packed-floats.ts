import { ByteWriter, LENGTH_DELIMITED } from './byte-writer.ts'
import { floatBytes } from './float-bytes.ts'
import type { DenseInit } from './messages.ts'

/** DenseVector.data in points.proto. */
const DATA = 1
const MOST_LENGTH_BYTES = 5

/**
 * A message that holds these floats ready to be copied into the request as they are: the encoder writes a field that it
 * does not know byte for byte, and one that it knows number by number, which takes ten times as long.
 */
export function packedFloats(floats: Float32Array): DenseInit | undefined {
  const bytes = floatBytes(floats)
  if (bytes === undefined) return undefined
  const writer = new ByteWriter(Buffer.allocUnsafe(bytes.length + MOST_LENGTH_BYTES))
  writer.delimited(bytes)
  return {
    $typeName: 'qdrant.DenseVector',
    data: [],
    $unknown: [{ no: DATA, wireType: LENGTH_DELIMITED, data: writer.written }],
  }
}
