import { type BigIntStats, lstatSync, unlinkSync } from 'node:fs'
import { createConnection } from 'node:net'
import { ConfigError } from '../base/errors.ts'

/** Bytes that the kernel has room for in the address of a Unix domain socket, the closing zero not counted. */
const MOST_BYTES = process.platform === 'linux' ? 107 : 103
const ANOTHER_PATH = 'Choose another path for `monitor: { socket }`'

/** @throws ConfigError on a path that no socket of this system can have, or one that other users could reach */
export function checkSocketPath(path: string): void {
  // A first character zero is Linux's way to a socket without a file, and so without a mode that keeps others out.
  if (path === '' || path.includes('\0')) throw unusable(path, 'it is not the path of a file')
  if (process.platform === 'win32') {
    if (/^\\\\[.?]\\pipe\\./.test(path)) return
    throw unusable(path, 'on Windows it must be a named pipe', ['Use a path such as \\\\.\\pipe\\my-job'])
  }
  const bytes = Buffer.byteLength(path)
  if (bytes <= MOST_BYTES) return
  const room = `it has ${bytes} bytes, and a socket's path has room for ${MOST_BYTES}`
  throw unusable(path, room, ['Use a shorter path, relative to the working directory or in /tmp'])
}

/**
 * Removes the socket that a job left at `path` when it was killed.
 * @throws ConfigError where a job listens there, or where it is anything but a socket: that is never removed
 */
export async function removeStaleSocket(path: string): Promise<void> {
  // A named pipe is no file, and ends with its job: who has it listens.
  if (process.platform === 'win32') throw taken(path)
  const found = lookAt(path)
  if (found !== undefined && !found.isSocket()) throw unusable(path, 'there is something else than a socket')
  const code = await connectionError(path)
  if (code === undefined) throw taken(path)
  if (code === 'ENOENT') return
  if (code !== 'ECONNREFUSED') throw unusable(path, `nobody can tell whether a job listens there (${code})`)
  // Of several jobs that find it stale at once, the first takes it over: what stands there now is that one's.
  const now = lookAt(path)
  if (now?.ino !== found?.ino || now?.ctimeNs !== found?.ctimeNs) throw taken(path)
  unlinkSync(path)
}

function lookAt(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false })
}

/** @returns undefined where somebody listens */
function connectionError(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(undefined)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
}

function taken(path: string): ConfigError {
  return unusable(path, 'another job listens there', ['End that job', ANOTHER_PATH])
}

export function unusable(path: string, why: string, solutions: readonly string[] = [ANOTHER_PATH]): ConfigError {
  return new ConfigError(`Cannot open the socket ${JSON.stringify(path)}: ${why}`, { solutions })
}
