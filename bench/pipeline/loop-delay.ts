import { monitorEventLoopDelay } from 'node:perf_hooks'

/** The 99th percentile, in ms, of how late this thread's timers came while `work` ran; looked at every millisecond. */
export async function loopDelayDuring(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  try {
    await work()
  } finally {
    delay.disable()
  }
  return delay.percentile(99) / 1e6
}
