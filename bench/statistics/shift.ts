/**
 * By how much the values of `after` lie above those of `before`: the median of all differences between one of these and
 * one of those (Hodges & Lehmann 1963). It is as steady as a difference of means where noise is normal, and as deaf to a
 * single odd value as a difference of medians.
 */
export function shift(before: readonly number[], after: readonly number[]): number {
  const differences = new Float64Array(before.length * after.length)
  let at = 0
  for (const one of before) for (const other of after) differences[at++] = other - one
  differences.sort()
  const half = differences.length / 2
  return ((differences[Math.ceil(half) - 1] ?? Number.NaN) + (differences[Math.floor(half)] ?? Number.NaN)) / 2
}
