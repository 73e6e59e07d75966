import { onTestFinished } from 'vitest'

/** Errors that come up as uncaught in this test, which do not reach the runner. */
export function uncaught(): unknown[] {
  const caught: unknown[] = []
  const runners = process.listeners('uncaughtException')
  const listener = (error: unknown) => void caught.push(error)
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', listener)
  onTestFinished(() => {
    process.off('uncaughtException', listener)
    for (const runner of runners) process.on('uncaughtException', runner)
  })
  return caught
}
