import type { Clock } from '../base/clock.ts'
import type { Heartbeat } from '../metrics/heartbeat.ts'

/** After this time a thread is ended even though a native model computes in it. */
const NATIVE_LIMIT_MS = 30_000
const LOOK_EVERY_MS = 20

/**
 * Resolves when a thread may be ended: at once, or when its native model has stopped computing, because ending it
 * before aborts the whole process. False where that took too long.
 */
export async function safeToEnd(heartbeat: Heartbeat, clock: Clock): Promise<boolean> {
  const end = clock.now() + NATIVE_LIMIT_MS
  while (heartbeat.isComputingNatively) {
    if (clock.now() >= end) return false
    await new Promise<void>((resolve) => void clock.after(LOOK_EVERY_MS, resolve))
  }
  return true
}
