import { createConnection, type Socket } from 'node:net'
import type { Clock } from '../../base/clock.ts'
import { QdrantPoolError } from '../../base/errors.ts'
import { LIVE_VIEW_VERSION, type LiveView } from '../../monitor/live-view.ts'

/** A job gives its first line at once, unless its event loop does not turn. */
const FIRST_LINE_MS = 10_000
/** Many times what the largest pool's line takes. */
const LONGEST_LINE = 4 * 2 ** 20
const PARTS = ['stats', 'recent', 'servers', 'alerts', 'events'] as const satisfies readonly (keyof LiveView)[]

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
      yield { line, view: viewOf(path, line) }
    }
  } finally {
    stopTimer()
    signal.removeEventListener('abort', stop)
    socket.destroy()
  }
  if (signal.aborted || lines > 0) return
  if (isSilent) throw silence(path)
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

function viewOf(path: string, line: string): LiveView {
  const value = parsed(path, line)
  const { version } = value
  if (version === undefined) throw notAJob(path, 'it sent something else than the view of a pool')
  if (version !== LIVE_VIEW_VERSION) {
    const message = `The job at ${JSON.stringify(path)} tells of itself in version ${JSON.stringify(version)}; this command knows version ${LIVE_VIEW_VERSION}`
    throw new QdrantPoolError('UNKNOWN_VIEW', message, {
      solutions: ['Run the command of the version of qdrant-worker-pool that the job has'],
    })
  }
  const missing = PARTS.filter((part) => typeof value[part] !== 'object' || value[part] === null)
  if (missing.length > 0) throw notAJob(path, `its line lacks ${missing.join(', ')}`)
  return value as unknown as LiveView
}

function parsed(path: string, line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Said below.
  }
  throw notAJob(path, 'it sent a line that is no JSON object')
}

function notAJob(path: string, why: string, ...solutions: string[]): QdrantPoolError {
  const message = `What listens at ${JSON.stringify(path)} is no job of qdrant-worker-pool: ${why}`
  return new QdrantPoolError('UNKNOWN_VIEW', message, { solutions: [...solutions, ...advice(path)] })
}

function silence(path: string): QdrantPoolError {
  const message = `The job at ${JSON.stringify(path)} did not answer within ${FIRST_LINE_MS / 1000} s`
  return new QdrantPoolError('NO_ANSWER', message, {
    solutions: ["Its event loop is blocked: look for long synchronous work in the job's main thread"],
  })
}

function unreachable(path: string, cause: NodeJS.ErrnoException): QdrantPoolError {
  if (cause.code === 'EACCES' || cause.code === 'EPERM') {
    const message = `The socket ${JSON.stringify(path)} is another user's`
    return new QdrantPoolError('NO_JOB', message, {
      cause,
      solutions: ['Run this command as the user who runs the job'],
    })
  }
  const isNobody = cause.code === 'ENOENT' || cause.code === 'ECONNREFUSED'
  const why = isNobody ? '' : ` (${cause.code ?? cause.message})`
  const message = `No job listens at ${JSON.stringify(path)}${why}`
  return new QdrantPoolError('NO_JOB', message, { cause, solutions: advice(path) })
}

function advice(path: string): string[] {
  return [
    `Give the job's pool a socket: createPool({ monitor: { socket: ${JSON.stringify(path)} } })`,
    'Check that the job still runs, and that the path is the same seen from here',
  ]
}
