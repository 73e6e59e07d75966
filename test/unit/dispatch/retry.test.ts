import { describe, expect, it } from 'vitest'
import { RetryPolicy } from '../../../src/dispatch/retry.ts'
import type { Failure } from '../../../src/protocol/failure.ts'

const NOT_SENT: Failure = { kind: 'connection', code: 'CONNECTION_REFUSED', outcome: 'not-sent', message: '' }
const UNKNOWN: Failure = { kind: 'connection', code: 'CONNECTION_LOST', outcome: 'unknown', message: '' }
const BROKEN: Failure = { kind: 'connection', code: 'INVALID_RESPONSE', outcome: 'unknown', message: '' }
const server = (status: number, retryAfter?: string): Failure => ({
  kind: 'server',
  status,
  statusText: '',
  url: '',
  headers: retryAfter === undefined ? [] : [['retry-after', retryAfter]],
  data: {},
})
const delay = (failure: Failure, idempotent = true, remainingMs = 60_000, wallClockMs = 0) =>
  new RetryPolicy(() => 1).delayMs(failure, idempotent, 0, remainingMs, wallClockMs)

describe('RetryPolicy', () => {
  it.each([
    ['never sent', NOT_SENT, false, true],
    ['unknown, idempotent', UNKNOWN, true, true],
    ['unknown, not idempotent', UNKNOWN, false, false],
    ['a broken answer', BROKEN, true, false],
    ['429', server(429), false, true],
    ['503', server(503), false, true],
    ['500', server(500), true, false],
    ['400', server(400), true, false],
    ['wrong arguments', { kind: 'argument', message: '' } as Failure, true, false],
    ['code that threw', { kind: 'code', name: 'Error', message: '' } as Failure, true, false],
  ])('%s: repeated or not', (_name, failure, idempotent, repeated) => {
    expect(delay(failure, idempotent) !== undefined).toBe(repeated)
  })

  it('waits as long as Retry-After says, in seconds or as a date', () => {
    expect(delay(server(429, '30'))).toBe(30_000)
    const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT')
    expect(delay(server(503, 'Wed, 21 Oct 2026 07:28:05 GMT'), true, 60_000, now)).toBe(5_000)
    expect(delay(server(503, 'Wed, 21 Oct 2026 07:27:00 GMT'), true, 60_000, now)).toBe(0)
  })

  it('falls back on its own delay where Retry-After makes no sense', () => {
    expect(delay(server(429, 'soon'))).toBe(25)
  })

  it('fails at once where the wait would pass the deadline', () => {
    expect(delay(server(429, '30'), true, 29_999)).toBeUndefined()
  })

  it('grows the delay with each attempt up to a second', () => {
    const policy = new RetryPolicy(() => 1)
    const delays = [0, 1, 2, 10].map((attempt) => policy.delayMs(NOT_SENT, true, attempt, 60_000, 0))
    expect(delays).toEqual([25, 50, 100, 1_000])
  })

  it('stops when the budget is spent, and goes on as successes fill it', () => {
    const policy = new RetryPolicy(() => 0)
    const attempts = Array.from({ length: 400 }, () => policy.delayMs(UNKNOWN, true, 0, 1_000, 0))
    expect(attempts.filter((one) => one !== undefined)).toHaveLength(10)
    for (let success = 0; success < 11; success++) policy.succeeded()
    expect(policy.delayMs(UNKNOWN, true, 0, 1_000, 0)).toBe(0)
    expect(policy.delayMs(UNKNOWN, true, 0, 1_000, 0)).toBeUndefined()
  })

  it('spends on what the server turned away, and on what never leaves however often it is tried', () => {
    for (const [failure, attempt] of [
      [{ ...NOT_SENT, turnedAway: true } as const, 0],
      [NOT_SENT, 10],
    ] as const) {
      const policy = new RetryPolicy(() => 0)
      const attempts = Array.from({ length: 40 }, () => policy.delayMs(failure, false, attempt, 1_000, 0))
      expect(attempts.filter((one) => one !== undefined)).toHaveLength(10)
    }
  })

  it('spends nothing on attempts that were never sent', () => {
    const policy = new RetryPolicy(() => 0)
    const attempts = Array.from({ length: 400 }, () => policy.delayMs(NOT_SENT, false, 0, 1_000, 0))
    expect(attempts).toEqual(Array(400).fill(0))
    for (let spent = 0; spent < 10; spent++) policy.delayMs(UNKNOWN, true, 0, 1_000, 0)
    expect(policy.delayMs(UNKNOWN, true, 0, 1_000, 0)).toBeUndefined()
    expect(policy.delayMs(NOT_SENT, false, 0, 1_000, 0)).toBe(0)
  })
})
