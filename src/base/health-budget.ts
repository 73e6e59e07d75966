import type { HealthTier } from './pool-events.ts'

/** A check that takes longer than its tier allows, in ms, counts as slow, not as failed: a distant server is none that is broken. */
export const BUDGET_MS: Readonly<Record<HealthTier, number>> = { fast: 1, medium: 50, deep: 200 }

export function isSlow(tier: HealthTier, durationMs: number): boolean {
  return durationMs > BUDGET_MS[tier]
}
