import type { Socket } from 'node:net'
import type { Clock } from '../base/clock.ts'
import type { Activity, Moment } from './activity.ts'
import type { LiveView } from './live-view.ts'
import { RecentWindow } from './recent-window.ts'

const TICK_MS = 1_000
/** A viewer says nothing; whoever says more than a line or two is none. */
const MOST_INPUT_BYTES = 1_024

/** Gives what a viewer is told. */
export interface LiveSource {
  moment(): Moment
  /** `recent`: what the pool did in the last 5 s. */
  view(recent: Activity): LiveView
}

/** Those who look on. There is a timer for as long as there is one of them. */
export class Viewers {
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
