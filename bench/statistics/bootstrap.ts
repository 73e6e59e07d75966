/** As many values as asked for, each drawn from all of them: one resampling of the bootstrap. */
export function resample(values: readonly number[], random: () => number, count = values.length): number[] {
  return Array.from({ length: count }, () => values[Math.floor(random() * values.length)] ?? 0)
}

/** The ends of the middle part of the draws: where a figure lies with this confidence, by the percentile bootstrap. */
export function middle(draws: readonly number[], confidence: number): [number, number] {
  const sorted = draws.toSorted((one, other) => one - other)
  const tail = Math.round(((1 - confidence) / 2) * sorted.length)
  return [sorted[tail] ?? 0, sorted[sorted.length - 1 - tail] ?? 0]
}
