import { chmodSync, existsSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { type Clock, systemClock } from '../base/clock.ts'
import type { Activity, Moment } from './activity.ts'
import type { LiveView } from './live-view.ts'
import { RecentWindow } from './recent-window.ts'
import { checkSocketPath, removeStaleSocket, unusable } from './socket-path.ts'

const TICK_MS = 1_000
/** A viewer says nothing; whoever says more than a line or two is none. */
const MOST_INPUT_BYTES = 1_024
const MOST_CLIENTS = 16
/** What the umask leaves to others is taken from them: read and write for this user alone. */
const OWNER_ONLY = 0o600
const OTHER_FOLDER = 'Choose a path in a folder of this machine that exists and that this user may write to'

/** Gives what a viewer is told. */
export interface LiveSource {
  moment(): Moment
  /** `recent`: what the pool did in the last 5 s. */
  view(recent: Activity): LiveView
}

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

/** Those who look on. There is a timer for as long as there is one of them. */
class Viewers {
  readonly #source: LiveSource
  readonly #clock: Clock
  readonly #sockets = new Set<Socket>()
  readonly #window = new RecentWindow()
  #stopTimer: (() => void) | undefined

  constructor(source: LiveSource, clock: Clock) {
    this.#source = source
    this.#clock = clock
  }

  add(socket: Socket): void {
    socket.unref()
    this.#sockets.add(socket)
    let inputBytes = 0
    socket.on('data', ({ length }) => {
      inputBytes += length
      if (inputBytes > MOST_INPUT_BYTES) socket.destroy()
    })
    // A viewer that has gone is no failure of the job; 'close' follows.
    socket.on('error', () => {})
    socket.once('close', () => this.#remove(socket))
    const now = this.#source.moment()
    if (this.#stopTimer === undefined) this.#begin(now)
    socket.write(this.#line(now))
  }

  close(): void {
    // What was written has gone to the kernel, where the viewer finds it; nobody waits for one that does not read.
    for (const socket of this.#sockets) socket.destroy()
  }

  #remove(socket: Socket): void {
    this.#sockets.delete(socket)
    if (this.#sockets.size > 0) return
    this.#stopTimer?.()
    this.#stopTimer = undefined
    this.#window.clear()
  }

  #begin(now: Moment): void {
    this.#window.note(now)
    const tickSoon = () => {
      this.#stopTimer = this.#clock.after(TICK_MS, tick, { unref: true })
    }
    const tick = () => {
      tickSoon()
      this.#tick()
    }
    tickSoon()
  }

  #tick(): void {
    const now = this.#source.moment()
    // One that is slow misses lines: a line that it cannot take would wait in this process's memory.
    const ready = [...this.#sockets].filter((socket) => socket.writable && !socket.writableNeedDrain)
    if (ready.length > 0) {
      const line = this.#line(now)
      for (const socket of ready) socket.write(line)
    }
    this.#window.note(now)
  }

  #line(now: Moment): string {
    return `${JSON.stringify(this.#source.view(this.#window.until(now)))}\n`
  }
}
