/** Bytes of a length that is filled in later; room for 2^28. */
const LENGTH_BYTES = 4
const VARINT = 0
const FIXED_64 = 1
/** The wire type of a field that holds bytes preceded by their length. */
export const LENGTH_DELIMITED = 2

/** Writes protobuf fields into one buffer, which grows where the first guess at its size was too small. */
export class ByteWriter {
  #buffer: Buffer
  #end = 0

  constructor(buffer: Buffer) {
    this.#buffer = buffer
  }

  get written(): Buffer {
    return this.#buffer.subarray(0, this.#end)
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#buffer.set(bytes, this.#end)
    this.#end += bytes.length
  }

  /** Bytes preceded by their length. */
  delimited(bytes: Uint8Array): void {
    this.#varint(bytes.length)
    this.raw(bytes)
  }

  bytes(field: number, bytes: Uint8Array): void {
    this.#tag(field, LENGTH_DELIMITED)
    this.delimited(bytes)
  }

  text(field: number, text: string): void {
    const length = Buffer.byteLength(text)
    this.#tag(field, LENGTH_DELIMITED)
    this.#varint(length)
    this.#reserve(length)
    this.#end += this.#buffer.write(text, this.#end)
  }

  double(field: number, value: number): void {
    this.#tag(field, FIXED_64)
    this.#reserve(8)
    this.#end = this.#buffer.writeDoubleLE(value, this.#end)
  }

  /** A 64-bit integer; negative ones in two's complement. */
  integer(field: number, value: bigint): void {
    this.#tag(field, VARINT)
    if (value >= 0n && value <= Number.MAX_SAFE_INTEGER) {
      this.#varint(Number(value))
      return
    }
    let rest = BigInt.asUintN(64, value)
    for (; rest > 0x7fn; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80)
    this.#byte(Number(rest))
  }

  boolean(field: number, value: boolean): void {
    this.#tag(field, VARINT)
    this.#byte(value ? 1 : 0)
  }

  /** A message within the message; its length takes four bytes, whatever it is, so that nothing has to move. */
  message(field: number, write: () => void): void {
    this.#tag(field, LENGTH_DELIMITED)
    this.#reserve(LENGTH_BYTES)
    this.#end += LENGTH_BYTES
    const from = this.#end
    write()
    let rest = this.#end - from
    for (let byte = LENGTH_BYTES; byte > 1; byte--, rest >>>= 7) this.#buffer[from - byte] = (rest & 0x7f) | 0x80
    this.#buffer[from - 1] = rest
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType)
  }

  /** Seven bits a byte, the lowest first; all but the last have the highest bit set. */
  #varint(value: number): void {
    let rest = value
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.#byte((rest % 128) | 0x80)
    this.#byte(rest)
  }

  #byte(byte: number): void {
    this.#reserve(1)
    this.#buffer[this.#end++] = byte
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#end + bytes))
    larger.set(this.written)
    this.#buffer = larger
  }
}
