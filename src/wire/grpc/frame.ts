import { RequestBuffers } from '../request-buffers.ts'
import { UnsendableError } from '../unsendable-error.ts'
import { ByteWriter } from './byte-writer.ts'

/** A gRPC message on the wire: one byte (0: not compressed), its length in four, the message. */
const PREFIX_BYTES = 5

export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024

/** The frame of an empty message. */
export const EMPTY_FRAME = Buffer.alloc(PREFIX_BYTES)

/** Fields of a message that are written straight into its frame. */
export interface Appended {
  /** About what they take. */
  readonly bytes: number
  write(writer: ByteWriter): void
}

/** @throws UnsendableError where the message is larger than a server takes */
export function frame(message: Uint8Array, appended?: Appended, buffers = new RequestBuffers()): Buffer {
  const writer = new ByteWriter(buffers.take(PREFIX_BYTES + message.length + (appended?.bytes ?? 0)))
  writer.raw(EMPTY_FRAME)
  writer.raw(message)
  appended?.write(writer)
  const framed = writer.written
  const length = framed.length - PREFIX_BYTES
  if (length > MAX_MESSAGE_BYTES) {
    const size = (length / 2 ** 20).toFixed(1)
    throw new UnsendableError(`the request has ${size} MiB and a gRPC message takes ${MAX_MESSAGE_BYTES / 2 ** 20} MiB`)
  }
  framed.writeUInt32BE(length, 1)
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
