/** As many values as asked for, each drawn from all of them: one resampling of the bootstrap. */
export function resample(values: readonly number[], random: () => number, count = values.length): number[] {
  const drawn: number[] = []
  // Not Array.from: it takes ten times as long, and this runs some hundred thousand times.
  while (drawn.length < count) drawn.push(values[Math.floor(random() * values.length)] ?? 0)
  return drawn
}

/** The ends of the middle part of the draws: where a figure lies with this confidence, by the percentile bootstrap. */
export function middle(draws: readonly number[], confidence: number): [number, number] {
  const sorted = draws.toSorted((one, other) => one - other)
  const tail = Math.round(((1 - confidence) / 2) * sorted.length)
  return [sorted[tail] ?? 0, sorted[sorted.length - 1 - tail] ?? 0]
}
