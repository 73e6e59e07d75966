import type { TextStream } from '../../src/cli/output/command-io.ts'

const CLEAR_LINE = '\r\x1b[K'
const ON_A_TERMINAL_MS = 200
/** Elsewhere each look is a line. */
const ELSEWHERE_MS = 10_000

export interface Look {
  readonly calls: number
  readonly errors: number
  readonly inForce: string
}

/** How far the run is, for as long as it runs. */
export class Progress {
  readonly #stream: TextStream
  readonly #timer: NodeJS.Timeout

  constructor(stream: TextStream, minutes: number, look: () => Look) {
    this.#stream = stream
    const startedAt = performance.now()
    const isTerminal = stream.isTTY === true
    this.#timer = setInterval(
      () => {
        const { calls, errors, inForce } = look()
        const elapsed = clock(performance.now() - startedAt)
        const line = `${elapsed} of ${clock(minutes * 60_000)}, ${calls} calls, ${errors} errors, ${inForce}`
        stream.write(isTerminal ? `${CLEAR_LINE}${line}` : `${line}\n`)
      },
      isTerminal ? ON_A_TERMINAL_MS : ELSEWHERE_MS,
    )
  }

  stop(): void {
    clearInterval(this.#timer)
    if (this.#stream.isTTY === true) this.#stream.write(CLEAR_LINE)
  }
}

function clock(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
