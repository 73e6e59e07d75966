import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { Regions } from '../../src/metrics/regions.ts'
import { takeSnapshot } from '../../src/metrics/snapshot.ts'
import type { Activity } from '../../src/monitor/activity.ts'
import { type LiveSocket, openLiveSocket } from '../../src/monitor/live-socket.ts'
import type { LiveView } from '../../src/monitor/live-view.ts'
import { viewWith } from './live-views.ts'
import { ManualClock } from './manual-clock.ts'

/** A folder that goes with the test; its name is short, as a socket's path must be. */
export function socketFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'qwp-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A job's real socket: the test says what it shows, and moves its clock. */
export class LiveJob {
  readonly path: string
  readonly clock = new ManualClock()
  readonly #view: (recent: Activity) => LiveView
  #socket: LiveSocket | undefined
  /** Lines that were made. */
  lines = 0

  constructor(path: string, view: (recent: Activity) => LiveView) {
    this.path = path
    this.#view = view
  }

  async open(): Promise<void> {
    const snapshot = takeSnapshot(new Regions())
    const source = {
      moment: () => ({ at: this.clock.now(), snapshot, busyMs: this.clock.now(), capacityMs: 2 * this.clock.now() }),
      view: (recent: Activity) => {
        this.lines += 1
        return this.#view(recent)
      },
    }
    this.#socket = await openLiveSocket(this.path, source, this.clock)
  }

  async close(): Promise<void> {
    await this.#socket?.close()
  }
}

/** One that ends with the test. */
export async function liveJob(
  view: (recent: Activity) => LiveView = (recent) => viewWith({ recent }),
  path = join(socketFolder(), 'job.sock'),
): Promise<LiveJob> {
  const job = new LiveJob(path, view)
  await job.open()
  onTestFinished(() => job.close())
  return job
}
