import type { Verdict } from '../sweep/results.ts'

export const PARTS = ['percentiles', 'stall', 'cost', 'compare'] as const

/** One thing that the bench was asked to do, and what it did. */
export interface Check extends Verdict {
  readonly part: (typeof PARTS)[number]
}
