import { PassThrough } from 'node:stream'
import type { KeyStream } from '../../src/cli/output/command-io.ts'

/** A terminal's keyboard: what is written to it are keys that somebody presses. */
export class Keyboard extends PassThrough implements KeyStream {
  readonly isTTY = true
  /** Every key is handed over at once, Ctrl-C too. */
  isRaw = false

  setRawMode(raw: boolean): void {
    this.isRaw = raw
  }
}
