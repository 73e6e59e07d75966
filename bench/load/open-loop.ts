import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { LoopTime, Observer } from './observer.ts'

/** Then the event loop gets its turn, whatever else is due: answers, too, where issuing takes longer than the rate allows. */
const LONGEST_BUNCH_MS = 1
const REAL_TIME: LoopTime = { now: () => performance.now(), tick: () => sleep(1), turn: () => setImmediate() }

/**
 * Issues each operation when it is due, whether or not the earlier ones have settled, and measures from that moment: a
 * server that stalls is seen by all who would have called meanwhile (G. Tene, "How NOT to measure latency", calls what
 * a closed loop does instead coordinated omission). Timers tick once a ms, so that operations leave in small bunches; the
 * observer is told how late. Resolves with the elapsed ms when all have settled.
 */
export async function openLoop(
  operation: (turn: number) => Promise<unknown>,
  /** When each is due, in ms from the start, ascending. */
  schedule: Iterable<number>,
  observer: Observer,
  { signal, time: { now, tick, turn } = REAL_TIME }: { readonly signal?: AbortSignal; readonly time?: LoopTime } = {},
): Promise<number> {
  const startedAt = now()
  let pending = 0
  let { promise: allSettled, resolve: settleAll } = Promise.withResolvers<void>()
  const settle = () => {
    if (--pending === 0) settleAll()
  }
  const issue = (dueMs: number) => {
    if (pending++ === 0) ({ promise: allSettled, resolve: settleAll } = Promise.withResolvers<void>())
    operation(count++)
      .then(
        () => observer.answered(now() - startedAt - dueMs, dueMs),
        (error) => observer.failed(error, dueMs),
      )
      .then(settle)
  }
  let count = 0
  let wokenAt = 0
  for (const dueMs of schedule) {
    let at = now() - startedAt
    while ((at < dueMs || at - wokenAt >= LONGEST_BUNCH_MS) && signal?.aborted !== true) {
      await (at < dueMs ? tick() : turn())
      at = wokenAt = now() - startedAt
    }
    if (signal?.aborted) break
    observer.issued?.(at - dueMs, dueMs)
    issue(dueMs)
  }
  if (pending > 0) await allSettled
  return now() - startedAt
}
