import { DurationHistogram } from '../src/metrics/histogram.ts'

export interface Measurement {
  readonly opsPerSecond: number
  readonly p50Ms: number
  readonly p95Ms: number
}

/** `callers` loops that each issue the next operation when the last has settled, for `durationMs`. */
export async function closedLoop(
  operation: (turn: number) => Promise<unknown>,
  callers: number,
  durationMs: number,
): Promise<Measurement> {
  const histogram = new DurationHistogram()
  const startedAt = performance.now()
  const end = startedAt + durationMs
  let turn = 0
  const caller = async () => {
    for (let now = performance.now(); now < end; ) {
      await operation(turn++)
      const done = performance.now()
      histogram.record(done - now)
      now = done
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  const { count, p50Ms, p95Ms } = histogram.summary()
  return { opsPerSecond: (count * 1000) / (performance.now() - startedAt), p50Ms, p95Ms }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
