export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** 1234.5 as '1,235'. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

export function range(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)]
}
