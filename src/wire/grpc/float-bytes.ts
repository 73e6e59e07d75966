import { endianness } from 'node:os'

const isLittleEndian = endianness() === 'LE'

/** The bytes of packed floats as protobuf has them, in the same memory; undefined on a machine of the other byte order. */
export function floatBytes(floats: Float32Array): Uint8Array | undefined {
  return isLittleEndian ? new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength) : undefined
}
