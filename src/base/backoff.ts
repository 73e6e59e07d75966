/** Source of randomness in [0, 1); a test passes a seeded one. */
export type Random = () => number

/**
 * Exponential backoff with full jitter: a delay drawn evenly from [0, min(maxMs, baseMs * 2^attempt)].
 * Formula: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export function fullJitterMs(attempt: number, baseMs: number, maxMs: number, random: Random = Math.random): number {
  return random() * Math.min(maxMs, baseMs * 2 ** attempt)
}
