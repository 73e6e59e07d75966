import { INTERRUPTED } from '../src/cli/output/exit-codes.ts'

/**
 * Runs what ends in order when its signal aborts: at the first Ctrl-C, so that it takes its collections away. A second one
 * ends the process in the ordinary way. What it throws after an abort is the abort.
 */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const interrupt = new AbortController()
  const abort = () => interrupt.abort()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, abort)
  try {
    await work(interrupt.signal)
  } catch (error) {
    if (!interrupt.signal.aborted) throw error
  } finally {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.removeListener(name, abort)
    if (interrupt.signal.aborted) process.exitCode = INTERRUPTED
  }
}
