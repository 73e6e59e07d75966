import { SingleBar } from 'cli-progress'
import type { TextStream } from './command-io.ts'

export interface ProgressOptions {
  /** What is being done to what: `Indexing`, `passages`. */
  readonly doing: string
  readonly unit: string
  readonly total: number
}

export interface Progress {
  update(done: number): void
  /** Leaves the terminal as it was; to be called whatever happens. */
  stop(): void
}

/** A bar on a terminal; elsewhere a line for every tenth of the way. */
export function showProgress(stream: TextStream, options: ProgressOptions): Progress {
  return stream.isTTY === true ? bar(stream, options) : lines(stream, options)
}

function bar(stream: TextStream, { doing, unit, total }: ProgressOptions): Progress {
  const single = new SingleBar({
    stream,
    format: `${doing} [{bar}] {percentage}% | {value}/{total} ${unit} | {duration_formatted}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    // Ctrl-C is the command's to handle: it calls stop().
    gracefulExit: false,
  })
  single.start(total, 0)
  return {
    update: (done) => {
      single.update(done)
    },
    stop: () => {
      single.stop()
    },
  }
}

function lines(stream: TextStream, { doing, unit, total }: ProgressOptions): Progress {
  let tenths = 0
  return {
    update(done) {
      const reached = Math.floor((done / total) * 10)
      if (reached <= tenths) return
      tenths = reached
      stream.write(`${doing}: ${done} of ${total} ${unit} (${reached * 10} %)\n`)
    },
    stop() {},
  }
}
