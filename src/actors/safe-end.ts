import type { Clock } from '../base/clock.ts'
import type { Heartbeat } from '../metrics/heartbeat.ts'

/** After this time a thread is ended even though a native model blocks it, */
const BLOCKED_LIMIT_MS = 30_000
/** and after this one where its event loop has turned all along: a promise that never settles looks like a model at work. */
const TURNING_LIMIT_MS = 5_000
/** A loop that turns is seen to within this time, in ms. */
const TURNS_WITHIN_MS = 300
const LOOK_EVERY_MS = 20

/**
 * Resolves when a thread may be ended: at once, or when its native model has stopped computing, because ending it
 * before aborts the whole process. False where that took too long.
 */
export async function safeToEnd(heartbeat: Heartbeat, clock: Clock): Promise<boolean> {
  const since = clock.now()
  let turningSince = since
  while (heartbeat.isComputingNatively) {
    const now = clock.now()
    if (heartbeat.tickAgeMs > TURNS_WITHIN_MS) turningSince = now
    if (now - since >= BLOCKED_LIMIT_MS || now - turningSince >= TURNING_LIMIT_MS) return false
    await new Promise<void>((resolve) => void clock.after(LOOK_EVERY_MS, resolve, { unref: true }))
  }
  return true
}
