import { endianness } from 'node:os'
import type { DenseInit } from './messages.ts'

/** DenseVector.data in points.proto. */
const DATA = 1
/** Of protobuf: a field that holds bytes preceded by their length. */
const LENGTH_DELIMITED = 2
const isLittleEndian = endianness() === 'LE'

/**
 * A message that holds these floats ready to be copied into the request as they are: the encoder writes a field that it
 * does not know byte for byte, and one that it knows number by number, which takes ten times as long.
 */
export function packedFloats(floats: Float32Array): DenseInit | undefined {
  if (!isLittleEndian) return undefined
  const bytes = new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength)
  const length = varint(bytes.length)
  const data = new Uint8Array(length.length + bytes.length)
  data.set(length)
  data.set(bytes, length.length)
  return { $typeName: 'qdrant.DenseVector', data: [], $unknown: [{ no: DATA, wireType: LENGTH_DELIMITED, data }] }
}

/** Seven bits a byte, the lowest first; all but the last have the highest bit set. */
function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  return [...bytes, rest]
}
