/** A line of a text, without its break. */
export interface Line {
  /** From 1. */
  readonly number: number
  readonly bytes: Buffer
  /** The line is longer than the bound: `bytes` is only its beginning. */
  readonly tooLong: boolean
}

/** What the server takes in one request by default: a longer record could not be stored. */
export const LONGEST_LINE = 32 * 1024 * 1024
/** What is kept of a line that is too long. */
const KEPT_BYTES = 16 * 1024

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * Cuts bytes at line feeds, wherever the borders of the chunks are; in UTF-8 no other character has such a byte. Holds one
 * chunk and the line that it breaks off in.
 */
export async function* cutLines(chunks: AsyncIterable<Uint8Array>, longest = LONGEST_LINE): AsyncGenerator<Line> {
  const open = new OpenLine(longest)
  let number = 0
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let start = 0
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      open.add(bytes.subarray(start, end))
      number += 1
      yield { number, ...open.take() }
      start = end + 1
    }
    open.add(bytes.subarray(start))
    open.own()
  }
  if (!open.isEmpty) yield { number: number + 1, ...open.take() }
}

/** The pieces of a line whose end has not come yet. */
class OpenLine {
  readonly #longest: number
  #pieces: Buffer[] = []
  #bytes = 0

  constructor(longest: number) {
    this.#longest = longest
  }

  get isEmpty(): boolean {
    return this.#bytes === 0
  }

  add(piece: Buffer): void {
    if (piece.length === 0) return
    this.#bytes += piece.length
    this.#pieces.push(piece)
    if (this.#bytes > this.#longest) this.#pieces = [Buffer.concat(this.#pieces, Math.min(this.#bytes, KEPT_BYTES))]
  }

  /** The last piece is of a chunk that its maker may fill anew. */
  own(): void {
    const last = this.#pieces.pop()
    if (last !== undefined) this.#pieces.push(Buffer.from(last))
  }

  take(): { readonly bytes: Buffer; readonly tooLong: boolean } {
    const tooLong = this.#bytes > this.#longest
    const [first = Buffer.alloc(0), ...more] = this.#pieces
    const bytes = more.length === 0 ? first : Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#bytes = 0
    return { bytes: bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes, tooLong }
  }
}
