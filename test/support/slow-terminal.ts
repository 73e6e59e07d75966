import { TextSink } from './text-sink.ts'

/** Takes its first frame, or its first line, and then nothing until it is told to. */
export class SlowTerminal extends TextSink {
  #held: (() => void) | undefined
  #isFast = false

  constructor(isTTY = true) {
    super({ isTTY, highWaterMark: 1_000 })
  }

  takes(): void {
    this.#isFast = true
    this.#held?.()
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: () => void): void {
    const isWhole = chunk.includes('\u001b[H') || chunk.includes('\n')
    super._write(chunk, encoding, () => {
      if (isWhole && !this.#isFast) this.#held = done
      else done()
    })
  }
}
