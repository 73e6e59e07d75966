import type { Clock } from '../base/clock.ts'
import type { Heartbeat } from '../metrics/heartbeat.ts'

/** After this time a thread is ended even though a native model blocks it, */
const BLOCKED_LIMIT_MS = 30_000
/** and after this one where its event loop turns: a promise that never settles looks like a model that computes elsewhere. */
const TURNING_LIMIT_MS = 5_000
const TURNS_WITHIN_MS = 500
const LOOK_EVERY_MS = 20

/**
 * Resolves when a thread may be ended: at once, or when its native model has stopped computing, because ending it
 * before aborts the whole process. False where that took too long.
 */
export async function safeToEnd(heartbeat: Heartbeat, clock: Clock): Promise<boolean> {
  const since = clock.now()
  while (heartbeat.isComputingNatively) {
    const limitMs = heartbeat.tickAgeMs < TURNS_WITHIN_MS ? TURNING_LIMIT_MS : BLOCKED_LIMIT_MS
    if (clock.now() - since >= limitMs) return false
    await new Promise<void>((resolve) => void clock.after(LOOK_EVERY_MS, resolve, { unref: true }))
  }
  return true
}
