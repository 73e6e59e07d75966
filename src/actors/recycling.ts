import type { Random } from '../base/backoff.ts'

/** Connections opened together would all be due together: each gets up to this share of the age less. */
const JITTER = 0.1

/** The age in ms at which a connection opened now is due: between 90 and 100 % of `recycleAfterMs`. */
export function recycleAge(recycleAfterMs: number, random: Random): number {
  return recycleAfterMs * (1 - JITTER * random())
}
