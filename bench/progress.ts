import type { TextStream } from '../src/cli/output/command-io.ts'

const CLEAR_LINE = '\r\x1b[K'

/** One line on a terminal, with the time that is left; elsewhere a line for each part of the work. */
export class Progress {
  readonly #stream: TextStream
  readonly #total: number
  readonly #now: () => number
  readonly #startedAt: number
  #begun = 0
  #part = ''

  constructor(stream: TextStream, totalSteps: number, now: () => number = () => performance.now()) {
    this.#stream = stream
    this.#total = totalSteps
    this.#now = now
    this.#startedAt = now()
  }

  /** Begins a step of a part. */
  step(part: string, what: string): void {
    const left = this.#left()
    this.#begun++
    if (this.#stream.isTTY === true)
      this.#stream.write(`${CLEAR_LINE}${this.#begun} of ${this.#total}, ${part}, ${what}${left}`)
    else if (part !== this.#part) this.#stream.write(`${part}\n`)
    this.#part = part
  }

  /** A line that stays. */
  note(line: string): void {
    this.clear()
    this.#stream.write(`${line}\n`)
  }

  /** Leaves the terminal's line empty. */
  clear(): void {
    if (this.#stream.isTTY === true) this.#stream.write(CLEAR_LINE)
  }

  #left(): string {
    if (this.#begun === 0) return ''
    const perStep = (this.#now() - this.#startedAt) / this.#begun
    const seconds = Math.round((perStep * Math.max(0, this.#total - this.#begun)) / 1000)
    return `; ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`
  }
}
