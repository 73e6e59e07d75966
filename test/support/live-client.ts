import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { LiveView } from '../../src/monitor/live-view.ts'
import { until } from './until.ts'

/** Somebody who looks at a job's socket, without the command. */
export class LiveClient {
  readonly socket: Socket
  #text = ''

  constructor(path: string) {
    this.socket = createConnection(path)
    this.socket.setEncoding('utf8').on('data', (text) => {
      this.#text += text
    })
    // A connection that the job resets has closed, which is what a test asks for.
    this.socket.on('error', () => {})
    onTestFinished(() => void this.socket.destroy())
  }

  /** Whole lines that have come. */
  get views(): LiveView[] {
    return this.#text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
  }

  async connected(): Promise<this> {
    await once(this.socket, 'connect')
    return this
  }

  /** Resolves when `count` lines have come. */
  async saw(count: number): Promise<this> {
    await until(() => this.views.length >= count)
    return this
  }

  async closed(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, 'close')
  }
}
