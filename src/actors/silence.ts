import type { Clock } from '../base/clock.ts'
import type { Heartbeat } from '../metrics/heartbeat.ts'
import { safeToEnd } from './safe-end.ts'

/** A thread that owes an answer and whose event loop has not turned for so long hangs. */
const SILENCE_LIMIT_MS = 250

/**
 * Watches a thread that owes an answer. A main thread that was blocked itself, so that the answer lies unread, and a
 * native model that computes are no silence.
 */
export class Silence {
  /** Resolves when the thread is found to hang. */
  readonly fallen: Promise<void>
  #stop: () => void = () => {}
  #stopped = false

  /** The answer is due in `dueMs`. */
  constructor(heartbeat: Heartbeat, dueMs: number, clock: Clock) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.fallen = promise
    const listen = (durationMs: number) => {
      const since = clock.now()
      this.#stop = clock.after(durationMs, async () => {
        const wasComputing = heartbeat.isComputingNatively
        const isSafe = await safeToEnd(heartbeat, clock)
        if (this.#stopped) return
        const hasTurned = heartbeat.tickAgeMs < clock.now() - since
        // A model that blocked the thread has ended a moment ago: the turn is still to come.
        if (hasTurned || (wasComputing && isSafe)) listen(SILENCE_LIMIT_MS)
        else resolve()
      })
    }
    listen(dueMs + SILENCE_LIMIT_MS)
  }

  stop(): void {
    this.#stopped = true
    this.#stop()
  }
}
