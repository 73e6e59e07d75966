import { onTestFinished, vi } from 'vitest'
import type { Clock } from '../../src/base/clock.ts'

/** For this test heartbeats go by `clock`, which began at `startMs` of the time that all threads share. */
export function shareTime(clock: Clock, startMs = 1_000_000): void {
  const hrtime = () => {
    const now = startMs + clock.now()
    return [Math.floor(now / 1000), Math.round((now % 1000) * 1e6)] as [number, number]
  }
  const spy = vi.spyOn(process, 'hrtime').mockImplementation(hrtime)
  onTestFinished(() => spy.mockRestore())
}
