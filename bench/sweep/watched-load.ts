import type { IntervalBook } from './interval-book.ts'
import type { PoolRig } from './pool-rig.ts'

/**
 * Runs a load and notes at the end of every interval what the process holds. `run` is to begin its loop at once.
 * Resolves with the ms that it took.
 */
export async function watchedLoad(
  rig: PoolRig,
  intervalMs: number,
  book: IntervalBook,
  run: () => Promise<number>,
  onInterval: (atMs: number) => void = () => {},
): Promise<number> {
  await rig.watchSockets()
  const startedAt = performance.now()
  let sockets: number | undefined
  const timer = setInterval(() => {
    // Just before the interval's end, as timers tick.
    const atMs = performance.now() - startedAt - intervalMs / 2
    book.look(atMs, { rssMb: process.memoryUsage.rss() / 2 ** 20, sockets })
    void rig.countSockets().then((seen) => {
      sockets = seen
    })
    onInterval(atMs)
  }, intervalMs)
  try {
    return await run()
  } finally {
    clearInterval(timer)
  }
}
