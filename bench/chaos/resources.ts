import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Worker } from 'node:worker_threads'

const THREADS = 'worker_threads'
const DESCRIPTORS = '/proc/self/fd'
/** Threads of libuv's own pool, which start with its first work and stay. */
const LIBUV_THREADS = 4

/** Counts the worker threads of this process that have not ended. */
export class ThreadWatch {
  live = 0
  started = 0
  readonly #onThread = (message: unknown) => {
    const { worker } = message as { worker: Worker }
    this.started++
    this.live++
    worker.once('exit', () => this.live--)
  }

  constructor() {
    subscribe(THREADS, this.#onThread)
  }

  stop(): void {
    unsubscribe(THREADS, this.#onThread)
  }
}

/** What this process holds, by name. */
export type Holdings = Readonly<Record<string, number>>

/** Starts what the platform itself starts once and keeps, so that nobody takes it for a leak. */
export async function warmUpPlatform(): Promise<void> {
  // Each thread's output ends there.
  void [process.stdout, process.stderr]
  await Promise.all(Array.from({ length: LIBUV_THREADS }, () => stat('.')))
  // The event loop's first socket makes it keep a descriptor in reserve, for the day on which there is none left.
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
}

/** Active resources and listeners of the process; on Linux open files and sockets, too. */
export function holdings(): Holdings {
  const held: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) held[name] = (held[name] ?? 0) + 1
  for (const event of process.eventNames()) held[`listeners of ${String(event)}`] = process.listenerCount(event)
  for (const name of openDescriptors()) held[name] = (held[name] ?? 0) + 1
  return held
}

/** What each open descriptor leads to, without its number; nothing where the platform does not tell. */
function openDescriptors(): string[] {
  if (!existsSync(DESCRIPTORS)) return []
  return readdirSync(DESCRIPTORS).flatMap((number) => {
    try {
      return [`descriptors of ${readlinkSync(`${DESCRIPTORS}/${number}`).replace(/:\[\d+\]$/, '')}`]
    } catch {
      // That of the folder which was just read.
      return []
    }
  })
}

/** What there is more of than there was. */
export function grown(before: Holdings, after: Holdings): string[] {
  return Object.entries(after).flatMap(([name, count]) => {
    const had = before[name] ?? 0
    return count > had ? [`${name}: ${had} before, ${count} after`] : []
  })
}
