import { SingleBar } from 'cli-progress'
import type { Clock } from '../../base/clock.ts'
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

/** Between two lines of what is no terminal, in ms. */
const LINE_EVERY_MS = 5_000
/** Of a terminal that does not tell. */
const USUAL_COLUMNS = 80

export interface Status {
  /** What it shows has changed. */
  changed(): void
  /** Leaves the terminal as it was, with the last line on it; to be called whatever happens. */
  stop(): void
}

/** One line that is drawn anew in place on a terminal; elsewhere `tell` is written every few seconds. */
export function showStatus(
  stream: TextStream,
  { draw, tell }: { draw(columns: number): string; tell(): string },
  clock: Clock,
): Status {
  return stream.isTTY === true ? redrawn(stream, draw) : told(stream, tell, clock)
}

function redrawn(stream: TextStream, draw: (columns: number) => string): Status {
  // One column stays free: a line that fills its row moves the cursor to the next.
  const format = () => draw((stream.columns || USUAL_COLUMNS) - 1)
  const single = new SingleBar({ stream, format, hideCursor: true, gracefulExit: false })
  single.start(1, 0)
  return { changed() {}, stop: () => single.stop() }
}

function told(stream: TextStream, tell: () => string, clock: Clock): Status {
  let toldAt = clock.now()
  return {
    changed() {
      if (clock.now() - toldAt < LINE_EVERY_MS) return
      toldAt = clock.now()
      stream.write(`${tell()}\n`)
    },
    stop() {},
  }
}
