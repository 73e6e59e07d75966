/** A gRPC message on the wire: one byte (0: not compressed), its length in four, the message. */
const PREFIX_BYTES = 5

export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024

/** The frame of an empty message. */
export const EMPTY_FRAME = Buffer.alloc(PREFIX_BYTES)

export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(PREFIX_BYTES + message.length)
  framed[0] = 0
  framed.writeUInt32BE(message.length, 1)
  framed.set(message, PREFIX_BYTES)
  return framed
}

/** The one message of a unary answer. @throws Error where the bytes are no such frame */
export function unframe(chunks: readonly Buffer[]): Uint8Array {
  const [first] = chunks
  const bytes = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks)
  if (bytes.length < PREFIX_BYTES || bytes[0] !== 0 || bytes.readUInt32BE(1) !== bytes.length - PREFIX_BYTES)
    throw new Error(`no gRPC message in ${bytes.length} bytes`)
  return bytes.subarray(PREFIX_BYTES)
}
