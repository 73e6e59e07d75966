import { Writable } from 'node:stream'

/** A stream that keeps what is written to it, as a terminal or as a file. */
export class TextSink extends Writable {
  readonly isTTY: boolean
  readonly columns = 120
  readonly #onText: (text: string) => void
  text = ''

  constructor({ isTTY = false, onText = () => {} }: { isTTY?: boolean; onText?: (text: string) => void } = {}) {
    super()
    this.isTTY = isTTY
    this.#onText = onText
  }

  // cli-progress asks a terminal to move its cursor and to clear the line.
  cursorTo(): void {}
  clearLine(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString()
    this.#onText(this.text)
    done()
  }
}
