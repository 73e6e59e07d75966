import { newDurations } from '../../src/metrics/measure.ts'

export interface Measurement {
  readonly opsPerSecond: number
  readonly p50Ms: number
  readonly p95Ms: number
}

/**
 * `callers` loops that each issue the next operation when the last has settled, for `durationMs` or until the signal
 * aborts; each at least one, however long the others' first ones keep this thread. `turn` is another one in every call.
 * Where one fails all stop, and none is running when it throws.
 */
export async function closedLoop(
  operation: (turn: number) => Promise<unknown>,
  callers: number,
  durationMs: number,
  signal?: AbortSignal,
): Promise<Measurement & { readonly count: number }> {
  const durations = newDurations()
  const startedAt = performance.now()
  const end = startedAt + durationMs
  let turn = 0
  const failures: unknown[] = []
  const caller = async () => {
    let now = performance.now()
    do {
      await operation(turn++)
      const done = performance.now()
      durations.record(done - now)
      now = done
    } while (now < end && failures.length === 0 && signal?.aborted !== true)
  }
  await Promise.all(Array.from({ length: callers }, () => caller().catch((error) => failures.push(error))))
  if (failures.length > 0) throw failures[0]
  const { count, p50Ms, p95Ms } = durations.read().summary()
  return { count, opsPerSecond: (count * 1000) / (performance.now() - startedAt), p50Ms, p95Ms }
}
