import { expect, it } from 'vitest'
import { resolveCallOptions } from '../../../src/dispatch/call-options.ts'

const pool = { timeoutMs: 30_000, acquireTimeoutMs: 10_000 }

it("takes the pool's timeouts, and in lane batch waits as long as the call may take", () => {
  expect(resolveCallOptions({}, pool)).toMatchObject({ ...pool, lane: 'interactive', coalesce: true })
  expect(resolveCallOptions({ priority: 'batch' }, pool)).toMatchObject({ acquireTimeoutMs: 30_000, lane: 'batch' })
  expect(resolveCallOptions({ priority: 'batch', acquireTimeoutMs: 5 }, pool).acquireTimeoutMs).toBe(5)
})

it.each([
  [{ timeoutMs: 0 }, 'Expected `timeoutMs` to be a number of ms, more than 0 and at most 2147483647, got 0'],
  [
    { acquireTimeoutMs: -1 },
    'Expected `acquireTimeoutMs` to be a number of ms, at least 0 and at most 2147483647, got -1',
  ],
  [{ timeoutMs: Number.NaN }, 'got NaN'],
  [{ priority: 'urgent' }, 'Expected `priority` to be "interactive" or "batch", got "urgent"'],
  [{ signal: {} }, 'Expected `signal` to be an AbortSignal, got object'],
  [{ coalesce: 1 }, 'Expected `coalesce` to be a boolean, got number'],
  [{ timeout: 5 }, 'Unknown call option `timeout`'],
])('refuses %j', (given, message) => {
  expect(() => resolveCallOptions(given as never, pool)).toThrow(message)
})
