/** Bounds that options and environment variables share. */
export const LIMITS = {
  /** More threads than any machine profits from; a bound that catches a mistyped number. */
  mostWorkers: 256,
  /** Shortest `recycleAfterMs`, `healthCheckIntervalMs` and `idleTimeoutMs`. */
  shortestIntervalMs: 100,
  /** Node clamps longer timers to 1 ms. */
  longestTimerMs: 2 ** 31 - 1,
} as const
