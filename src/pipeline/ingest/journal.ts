import { type FileHandle, open } from 'node:fs/promises'
import { ConfigError } from '../../base/errors.ts'

/**
 * The checkpoint's file: JSON lines, appended in the order in which things happened.
 *
 *     { checkpoint, version, collection, fingerprint, trusts }   the head
 *     { sent: digest }                    this batch is about to be stored, and none of its points were there
 *     { done: digest, failed, letters }   this batch and all before it are stored or set aside
 *     { complete: true }                  and that was all
 *
 * `letters` is the dead-letter file's length then, in bytes. A line is either whole or does not count, so that the
 * process may end at any moment.
 */
export interface JournalHead {
  readonly checkpoint: typeof KIND
  readonly version: 1
  readonly collection: string
  /** Of everything that decides what is stored for a record. */
  readonly fingerprint: string
  /**
   * Which points of the collection are known to have been stored with this fingerprint: all, or only those of batches with
   * a line `sent`.
   */
  readonly trusts: 'all' | 'sent'
}

export interface DoneLine {
  readonly done: string
  readonly failed: number
  readonly letters: number
}

const KIND = 'qdrant-worker-pool ingest'
/** As every head begins. */
const HEAD_START = JSON.stringify({ checkpoint: KIND }).slice(0, -1)

/** What an earlier run has left. */
export interface Earlier {
  readonly head: JournalHead
  readonly done: readonly DoneLine[]
  readonly sent: ReadonlySet<string>
  readonly complete: boolean
}

export class Journal {
  readonly #file: FileHandle
  /** Where the file is to be cut when line `done` of that index is the last that holds. */
  #ends: number[]
  #size: number
  #headSize: number
  #writing: Promise<unknown> = Promise.resolve()

  /** What was found; undefined in a new file. */
  readonly earlier: Earlier | undefined

  private constructor(file: FileHandle, size: number, headSize: number, ends: number[], earlier: Earlier | undefined) {
    this.#file = file
    this.#size = size
    this.#headSize = headSize
    this.#ends = ends
    this.earlier = earlier
  }

  /** @throws ConfigError where the file cannot be written, or is no checkpoint */
  static async open(path: string): Promise<Journal> {
    const file = await openFile(path)
    try {
      const text = await file.readFile('utf8')
      const lines = wholeLines(text)
      const [first, ...rest] = lines
      if (first === undefined) {
        // Its head was being written when the process ended; anything else is somebody's file.
        if (!HEAD_START.startsWith(text.slice(0, HEAD_START.length))) throw notOurs(path)
        return new Journal(file, 0, 0, [], undefined)
      }
      const head = parsed(first.text)
      if (!isHead(head)) throw notOurs(path)
      const read = readLines(rest)
      const earlier = { head, done: read.done, sent: read.sent, complete: read.complete }
      return new Journal(file, lines.at(-1)?.end ?? 0, first.end, read.ends, earlier)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Forgets what was there. */
  async begin(head: Omit<JournalHead, 'checkpoint' | 'version'>): Promise<void> {
    await this.#cut(0)
    await this.#append({ checkpoint: KIND, version: 1, ...head })
    this.#headSize = this.#size
    this.#ends = []
  }

  /** Goes on behind what is there, whose last line may be torn; behind the first `count` lines `done` where that is given. */
  async goOn(count = this.#ends.length + 1): Promise<void> {
    await this.#cut(count === 0 ? this.#headSize : (this.#ends[count - 1] ?? this.#size))
  }

  sent(digest: string): Promise<void> {
    return this.#append({ sent: digest })
  }

  done(line: DoneLine): Promise<void> {
    return this.#append(line)
  }

  complete(): Promise<void> {
    return this.#append({ complete: true })
  }

  /** Everything written is on the disk then. */
  async close(): Promise<void> {
    await this.#writing.catch(() => {})
    try {
      await this.#file.datasync()
    } finally {
      await this.#file.close()
    }
  }

  async #cut(size: number): Promise<void> {
    await this.#file.truncate(size)
    this.#size = size
  }

  /** Lines of batches that are under way at once do not mix. */
  #append(line: object): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
    const written = this.#writing.then(async () => {
      await this.#file.write(bytes, 0, bytes.length, this.#size)
      this.#size += bytes.length
    })
    this.#writing = written
    // Who appended hears of it; the next one does, too.
    written.catch(() => {})
    return written
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    // Read and written, made where it is missing, and not emptied.
    return await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return open(path, 'wx+')
      throw error
    })
  } catch (cause) {
    throw new ConfigError(`ingest: the checkpoint ${path} cannot be written: ${(cause as Error).message}`, { cause })
  }
}

interface Line {
  readonly text: string
  /** Position behind its line break, in bytes. */
  readonly end: number
}

function wholeLines(text: string): Line[] {
  const lines: Line[] = []
  let end = 0
  for (const line of text.split('\n').slice(0, -1)) {
    end += Buffer.byteLength(line) + 1
    lines.push({ text: line, end })
  }
  return lines
}

function readLines(lines: readonly Line[]): Omit<Earlier, 'head'> & { ends: number[] } {
  const done: DoneLine[] = []
  const ends: number[] = []
  const sent = new Set<string>()
  let complete = false
  for (const { text, end } of lines) {
    const line = parsed(text)
    if (typeof line?.done === 'string') {
      done.push(line as unknown as DoneLine)
      ends.push(end)
    } else if (typeof line?.sent === 'string') sent.add(line.sent)
    else if (line?.complete === true) complete = true
  }
  return { done, ends, sent, complete }
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isHead(line: unknown): line is JournalHead {
  return (line as JournalHead | undefined)?.checkpoint === KIND && (line as JournalHead).version === 1
}

function notOurs(path: string): ConfigError {
  return new ConfigError(`ingest: ${path} is no checkpoint of an ingest, and is left as it is`, {
    solutions: ['Choose another file for `checkpoint`', 'Delete the file where nobody needs it'],
  })
}
