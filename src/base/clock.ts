/** Monotonic time and timers, so that a test can move them. */
export interface Clock {
  /** Milliseconds since an arbitrary origin; never goes back, whatever happens to the wall clock. */
  now(): number
  /** Calls `run` once after `delayMs`; the returned function cancels it. A timer holds the process up unless `unref` is set. */
  after(delayMs: number, run: () => void, options?: { unref?: boolean }): () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, run, options) {
    const timer = setTimeout(run, delayMs)
    if (options?.unref) timer.unref()
    return () => clearTimeout(timer)
  },
}
