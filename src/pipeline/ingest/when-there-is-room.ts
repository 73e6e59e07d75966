import { fullJitterMs, type Random } from '../../base/backoff.ts'
import type { Clock } from '../../base/clock.ts'
import { PoolExhaustedError } from '../../base/errors.ts'
import { pause } from '../../base/pause.ts'

const BASE_MS = 20
const MOST_MS = 500

/** A full queue refuses at once: tries again until it has room, for `limitMs` at most or until the signal aborts. */
export async function whenThereIsRoom<T>(
  attempt: () => Promise<T>,
  limitMs: number,
  clock: Clock,
  signal: AbortSignal | undefined,
  random: Random = Math.random,
): Promise<T> {
  const since = clock.now()
  for (let tries = 0; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof PoolExhaustedError) || clock.now() - since >= limitMs) throw error
    }
    await pause(fullJitterMs(tries, BASE_MS, MOST_MS, random), clock, signal)
  }
}
