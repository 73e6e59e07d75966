import { setTimeout } from 'node:timers/promises'

/** Ends early, without an error, where the signal aborts. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, signal && { signal }).catch(() => {})
}

/** Whether the promise is fulfilled within the limit. */
export async function settlesWithin(promise: Promise<unknown>, limitMs: number): Promise<boolean> {
  const limit = new AbortController()
  const late = pause(limitMs, limit.signal).then(() => false)
  const settled = promise.then(() => true)
  try {
    return await Promise.race([settled, late])
  } finally {
    limit.abort()
  }
}

/** Waits for a condition, but not for ever. */
export async function soon(condition: () => boolean | Promise<boolean>, limitMs = 2_000): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await condition()) && performance.now() < end) await pause(20)
}
