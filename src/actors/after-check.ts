import type { HealthReport } from '../protocol/messages.ts'
import type { Actor } from './actor.ts'
import type { Afterwards } from './afterwards.ts'

/** So many health checks in a row that found something wrong, while the server is there for others, end a worker. */
const MOST_STRIKES = 3

/** Counts what a health check has found against a worker, and says what becomes of it. */
export function afterCheck(actor: Actor, report: HealthReport): Afterwards | undefined {
  if (report.reason !== undefined) actor.strikes++
  // A fast check does not look at what the others found wrong.
  else if (report.tier !== 'fast') actor.strikes = 0
  if (actor.strikes >= MOST_STRIKES && !actor.endpoint.isDown) return { kind: 'retire', reason: 'unhealthy' }
  return report.healthy ? undefined : { kind: 'repair' }
}
