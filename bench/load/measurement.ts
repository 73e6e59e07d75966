import { closedLoop } from './closed-loop.ts'
import { Tally } from './tally.ts'

export interface Measurement {
  readonly opsPerSecond: number
  readonly p50Ms: number
  readonly p95Ms: number
}

/**
 * What a closed loop of `callers` does in `durationMs`, or until the signal aborts. Where one operation fails all callers
 * stop, and none is running when it throws.
 */
export async function measureClosed(
  operation: (turn: number) => Promise<unknown>,
  callers: number,
  durationMs: number,
  signal?: AbortSignal,
): Promise<Measurement & { readonly count: number }> {
  const tally = new Tally()
  const stop = new AbortController()
  const observer = {
    answered: (latencyMs: number) => tally.answered(latencyMs),
    failed(error: unknown) {
      tally.failed(error)
      stop.abort()
    },
  }
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
  const elapsedMs = await closedLoop(operation, { callers, until: { durationMs }, signal: either }, observer)
  if (tally.failures > 0) throw tally.firstFailure
  const { count, p50Ms, p95Ms } = tally.latencies.summary()
  return { count, opsPerSecond: (count * 1000) / elapsedMs, p50Ms, p95Ms }
}
