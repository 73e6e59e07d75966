import { setTimeout as sleep } from 'node:timers/promises'

export interface OpenLoopResult {
  readonly issued: number
  readonly failed: number
  readonly perSecond: number
}

/** Issues operations at a steady rate, whether or not the earlier ones have settled. Ends when all have. */
export async function openLoop(
  operation: (turn: number) => Promise<unknown>,
  perSecond: number,
  durationMs: number,
  signal: AbortSignal,
): Promise<OpenLoopResult> {
  const startedAt = performance.now()
  const settled: Promise<void>[] = []
  let failed = 0
  const fail = () => {
    failed++
  }
  for (let elapsed = 0; elapsed < durationMs; elapsed = performance.now() - startedAt) {
    signal.throwIfAborted()
    const due = Math.floor((elapsed * perSecond) / 1000)
    while (settled.length < due) settled.push(operation(settled.length).then(() => {}, fail))
    await sleep(1)
  }
  await Promise.all(settled)
  const issued = settled.length
  return { issued, failed, perSecond: (issued * 1000) / (performance.now() - startedAt) }
}
