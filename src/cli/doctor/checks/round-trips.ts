import { BUDGET_MS, isSlow } from '../../../base/health-budget.ts'
import { median } from '../../../base/median.ts'
import type { HealthTier } from '../../../base/pool-events.ts'
import type { Pool } from '../../../pool/pool.ts'
import { type Finding, ok, warning } from '../finding.ts'
import { ms } from '../ms.ts'

const TIERS = ['fast', 'medium', 'deep'] as const
/** Odd, so that one of them is the median. */
const ROUNDS = 9

const ADVICE: Readonly<Record<HealthTier, string>> = {
  fast: 'This machine is busy: its threads answer late',
  medium: 'The server is far or busy: run the job near it',
  deep: 'Counting a collection takes long: look at the load of the server',
}

/** What each tier of the health checks takes, against what it is meant to take. */
export async function checkRoundTrips(pool: Pick<Pool, 'client' | 'checkHealth'>): Promise<Finding> {
  const { collections } = await pool.client.getCollections()
  // A deep check counts a collection: without one there is nothing to time.
  const tiers = collections.length === 0 ? TIERS.filter((tier) => tier !== 'deep') : TIERS
  const medians = new Map<HealthTier, number>()
  for (const tier of tiers) medians.set(tier, await medianOf(pool, tier))
  const figures = Object.fromEntries([...medians].map(([tier, value]) => [`${tier}Ms`, value]))
  const parts = [...medians].map(([tier, value]) => `${tier} ${ms(value)} (meant: < ${BUDGET_MS[tier]})`)
  const detail = `${parts.join(', ')}${collections.length === 0 ? '; no collection for a deep check' : ''}`
  const slow = [...medians].filter(([tier, value]) => isSlow(tier, value))
  if (slow.length === 0) return ok(detail, figures)
  return warning(
    detail,
    slow.map(([tier]) => ADVICE[tier]),
    figures,
  )
}

async function medianOf(pool: Pick<Pool, 'checkHealth'>, tier: HealthTier): Promise<number> {
  const durations: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const { workers } = await pool.checkHealth(tier)
    durations.push(...workers.map(({ durationMs }) => durationMs))
  }
  return median(durations)
}
