import type { Clock } from '../base/clock.ts'
import type { HealthTier } from '../base/pool-events.ts'
import { failureText } from '../protocol/failure.ts'
import type { HealthReport, Reply } from '../protocol/messages.ts'
import { CHECK_LIMIT_MS } from './check-limit.ts'

/** What an immediate check sees of the worker. */
export interface CheckTarget {
  check(tier: HealthTier, limitMs: number, collection?: string): Promise<Reply | undefined>
}

/** One check that somebody asked for. A worker that has a call or another check to see to is as well as can be. */
export async function checkNow(
  target: CheckTarget,
  tier: HealthTier,
  collection: string | undefined,
  clock: Clock,
): Promise<HealthReport> {
  const since = clock.now()
  const reply = await target.check(tier, CHECK_LIMIT_MS, collection)
  const durationMs = clock.now() - since
  if (reply === undefined || reply.ok) return { tier, healthy: true, durationMs }
  return { tier, healthy: false, durationMs, reason: failureText(reply.failure) }
}
