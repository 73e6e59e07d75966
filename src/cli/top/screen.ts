import { stripVTControlCharacters } from 'node:util'
import type { CommandIo, TextStream } from '../output/command-io.ts'
import { textWidth } from '../output/text-width.ts'
import type { Size } from './frame.ts'

const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'
const HOME = '\u001b[H'
const CLEAR_LINE = '\u001b[K'
const CLEAR_BELOW = '\u001b[J'
/** Of a terminal that does not tell. */
const USUAL_SIZE: Size = { columns: 80, rows: 24 }
/** `q`, and Ctrl-C, which is an ordinary key while the terminal hands over every key at once. */
const QUIT = ['q', 'Q', '\u0003'] as const
/** Below the last frame: a word on why it is the last, and the prompt. */
const ROWS_BELOW = 2

export type Render = (size: Size) => readonly string[]

/** The terminal's second screen: the first one, with all that was on it, comes back when it is closed. */
export class Screen {
  readonly #stdout: TextStream
  readonly #stdin: CommandIo['stdin']
  readonly #quit: () => void
  #render: Render = () => []
  #isDraining = false

  constructor({ stdout, stdin }: Pick<CommandIo, 'stdout' | 'stdin'>, quit: () => void) {
    this.#stdout = stdout
    this.#stdin = stdin?.isTTY === true ? stdin : undefined
    this.#quit = quit
    stdout.write(ENTER)
    stdout.on('resize', this.redraw)
    this.#stdin?.setRawMode?.(true)
    this.#stdin?.on('data', this.#onKeys)
    this.#stdin?.resume()
  }

  show(render: Render): void {
    this.#render = render
    this.redraw()
  }

  /** One write a frame, over the one before: nothing is cleared that is drawn again. */
  readonly redraw = (): void => {
    // A terminal that is slower than the frames come misses some.
    if (this.#isDraining) return
    const size = this.#size
    const lines = this.#render(size)
    // Clearing behind a line that fills its row would take its last character; below one that fills the screen, too.
    const drawn = lines.map((line) => (visibleWidth(line) < size.columns ? line + CLEAR_LINE : line)).join('\r\n')
    const below = lines.length < size.rows ? `\r\n${CLEAR_BELOW}` : ''
    if (this.#stdout.write(HOME + drawn + below)) return
    this.#isDraining = true
    this.#stdout.once('drain', () => {
      this.#isDraining = false
    })
  }

  /** Gives the terminal back as it was, with the last frame on it. */
  close(): void {
    this.#stdout.off('resize', this.redraw)
    this.#stdin?.off('data', this.#onKeys)
    this.#stdin?.setRawMode?.(false)
    this.#stdin?.pause()
    this.#stdout.write(LEAVE)
    const { columns, rows } = this.#size
    const last = this.#render({ columns, rows: rows - ROWS_BELOW })
    this.#stdout.write(last.map((line) => `${line}\n`).join(''))
  }

  get #size(): Size {
    const { columns, rows } = this.#stdout
    return { columns: columns || USUAL_SIZE.columns, rows: rows || USUAL_SIZE.rows }
  }

  readonly #onKeys = (keys: Buffer | string): void => {
    const pressed = String(keys)
    if (QUIT.some((key) => pressed.includes(key))) this.#quit()
  }
}

function visibleWidth(line: string): number {
  return textWidth(stripVTControlCharacters(line))
}
