import { chmodSync, existsSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { dirname } from 'node:path'
import { type Clock, systemClock } from '../base/clock.ts'
import { checkSocketPath, removeStaleSocket, unusable } from './socket-path.ts'
import { type LiveSource, Viewers } from './viewers.ts'

const MOST_CLIENTS = 16
/** What the umask leaves to others is taken from them: read and write for this user alone. */
const OWNER_ONLY = 0o600
const OTHER_FOLDER = 'Choose a path in a folder of this machine that exists and that this user may write to'

export interface LiveSocket {
  /** Disconnects every viewer and removes the socket's file. */
  close(): Promise<void>
}

/**
 * Listens on a Unix domain socket, on Windows a named pipe, and gives every client a LiveView as a line of JSON at once
 * and then every second. Nothing that a client sends is read, and nothing here holds the process up.
 * @throws ConfigError on a path that cannot be a socket, or where another job listens
 */
export async function openLiveSocket(
  path: string,
  source: LiveSource,
  clock: Clock = systemClock,
): Promise<LiveSocket> {
  checkSocketPath(path)
  const viewers = new Viewers(source, clock)
  const server = createServer((socket) => viewers.add(socket))
  server.maxConnections = MOST_CLIENTS
  if (!(await listen(server, path))) {
    await removeStaleSocket(path)
    if (!(await listen(server, path))) throw unusable(path, 'another job was faster to listen there')
  }
  // A client that could not be accepted is no reason to end a job.
  server.on('error', () => {})
  server.unref()
  let closing: Promise<void> | undefined
  return {
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve())
        viewers.close()
      })
      return closing
    },
  }
}

/** @returns false where the path is taken */
async function listen(server: Server, path: string): Promise<boolean> {
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve)
    // In a worker of node:cluster, too, the socket is this process's own.
    server.listen({ path, exclusive: true }, () => {
      server.off('error', resolve)
      resolve(undefined)
    })
  })
  if (failure?.code === 'EADDRINUSE') return false
  if (failure !== undefined) throw unusable(path, reasonOf(failure, path), [OTHER_FOLDER])
  // In the turn in which the socket was made; up to here, the umask has kept others out.
  if (process.platform !== 'win32') closeToOthers(server, path)
  return true
}

function closeToOthers(server: Server, path: string): void {
  try {
    chmodSync(path, OWNER_ONLY)
  } catch (error) {
    // It would listen on, and hold the process up.
    server.close()
    throw unusable(path, reasonOf(error as NodeJS.ErrnoException, path), [OTHER_FOLDER])
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException, path: string): string {
  return existsSync(dirname(path)) ? `the system says ${code ?? message}` : 'its folder does not exist'
}
