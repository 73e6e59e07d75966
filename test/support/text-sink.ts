import { Writable } from 'node:stream'

interface TextSinkOptions {
  readonly isTTY?: boolean
  readonly onText?: (text: string) => void
  /** Bytes that it takes without asking its writer to wait. */
  readonly highWaterMark?: number
}

/** A stream that keeps what is written to it, as a terminal or as a file. */
export class TextSink extends Writable {
  readonly isTTY: boolean
  columns = 120
  rows = 40
  readonly #onText: (text: string) => void
  text = ''

  constructor({ isTTY = false, onText = () => {}, ...stream }: TextSinkOptions = {}) {
    super(stream)
    this.isTTY = isTTY
    this.#onText = onText
  }

  /** As when somebody drags the window's edge. */
  resize(columns: number, rows: number): void {
    Object.assign(this, { columns, rows })
    this.emit('resize')
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
