import { createConnection, type Socket } from 'node:net'
import type { Clock } from '../../base/clock.ts'
import type { LiveView } from '../../monitor/live-view.ts'
import { readView } from './read-view.ts'
import { notAJob, silence, unreachable } from './view-errors.ts'

/** A job gives its first line at once, unless its event loop does not turn. */
const FIRST_LINE_MS = 10_000
/** Many times what the largest pool's line takes. */
const LONGEST_LINE = 4 * 2 ** 20

export interface LiveLine {
  readonly view: LiveView
  readonly line: string
}

/**
 * What the job at `path` says of itself, until it ends or `signal` aborts.
 * @throws QdrantPoolError where no job listens, or what listens is no job
 */
export async function* liveViews(path: string, signal: AbortSignal, clock: Clock): AsyncGenerator<LiveLine> {
  const socket = await connect(path, signal)
  if (socket === undefined) return
  const stop = () => socket.destroy()
  signal.addEventListener('abort', stop)
  let isSilent = false
  const stopTimer = clock.after(FIRST_LINE_MS, () => {
    isSilent = true
    socket.destroy()
  })
  let lines = 0
  try {
    for await (const line of linesOf(socket)) {
      stopTimer()
      lines += 1
      yield { line, view: readView(path, line) }
    }
  } finally {
    stopTimer()
    signal.removeEventListener('abort', stop)
    socket.destroy()
  }
  if (signal.aborted || lines > 0) return
  if (isSilent) throw silence(path, FIRST_LINE_MS)
  throw notAJob(path, 'it closed the connection without a word', 'End other viewers: a job takes 16 of them')
}

/** @returns undefined where `signal` has aborted */
function connect(path: string, signal: AbortSignal): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve(undefined)
    const socket = createConnection(path)
    const stop = () => {
      socket.destroy()
      resolve(undefined)
    }
    signal.addEventListener('abort', stop, { once: true })
    socket.once('connect', () => {
      signal.removeEventListener('abort', stop)
      socket.removeAllListeners('error')
      resolve(socket)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      signal.removeEventListener('abort', stop)
      reject(unreachable(path, error))
    })
  })
}

/** A last line without an end is what a job was killed over. */
async function* linesOf(socket: Socket): AsyncGenerator<string> {
  let rest = ''
  try {
    for await (const chunk of socket.setEncoding('utf8')) {
      const [first = '', ...more] = (chunk as string).split('\n')
      rest += first
      for (const next of more) {
        yield rest
        rest = next
      }
      if (rest.length > LONGEST_LINE) yield rest
    }
  } catch (error) {
    // The job, or this command, has ended the connection.
    if (!isSocketError(error)) throw error
  }
}

function isSocketError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'].includes(String(error.code))
  )
}
