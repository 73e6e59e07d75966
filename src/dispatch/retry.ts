import { fullJitterMs, type Random } from '../base/backoff.ts'
import { retryAfterMs } from '../base/retry-after.ts'
import type { Failure, ServerFailure } from '../protocol/failure.ts'

const BASE_MS = 25
const MOST_MS = 1_000
/** Retries the pool may make before any call has succeeded. */
const FIRST_TOKENS = 10
/** What each success adds, and the most that may be saved up. */
const TOKENS_PER_SUCCESS = 0.1
const MOST_TOKENS = 100
/** So many attempts of a call that were never sent are repeated for nothing. */
const MOST_FREE = 10
/** Statuses by which a server says that it did nothing and may do so later. */
const BUSY = new Set([429, 503])

/**
 * Decides whether a failed attempt may be repeated: never where the first may have had an effect that a second would
 * double, and never beyond a budget that successes fill (10 + 0.1 a success), so that retries stay a tenth of the load
 * when everything fails. An attempt that was never sent is no load.
 */
export class RetryPolicy {
  readonly #random: Random
  #tokens = FIRST_TOKENS

  constructor(random: Random) {
    this.#random = random
  }

  succeeded(): void {
    this.#tokens = Math.min(MOST_TOKENS, this.#tokens + TOKENS_PER_SUCCESS)
  }

  /** Delay in ms before attempt `attempt + 1`, or undefined where the failure is final. */
  delayMs(
    failure: Failure,
    idempotent: boolean,
    attempt: number,
    remainingMs: number,
    wallClockMs: number,
  ): number | undefined {
    const cost = isNoLoad(failure) && attempt < MOST_FREE ? 0 : 1
    if (!isRepeatable(failure, idempotent) || this.#tokens < cost) return undefined
    const asked = failure.kind === 'server' ? retryAfterMs(headerOf(failure, 'retry-after'), wallClockMs) : undefined
    const delay = asked ?? fullJitterMs(attempt, BASE_MS, MOST_MS, this.#random)
    if (delay >= remainingMs) return undefined
    this.#tokens -= cost
    return delay
  }
}

/** What never left costs the server nothing: its worker has to find the server first. */
function isNoLoad(failure: Failure): boolean {
  return failure.kind === 'connection' && failure.outcome === 'not-sent' && failure.turnedAway === undefined
}

/** The server did nothing, and may do it later. */
export function isBusy({ status }: ServerFailure): boolean {
  return BUSY.has(status)
}

function isRepeatable(failure: Failure, idempotent: boolean): boolean {
  switch (failure.kind) {
    case 'server':
      return isBusy(failure)
    case 'connection':
      // A broken answer is an answer: the same one would come again.
      return failure.code !== 'INVALID_RESPONSE' && (failure.outcome === 'not-sent' || idempotent)
    case 'argument':
    case 'code':
    case 'crash':
      return false
  }
}

function headerOf({ headers }: ServerFailure, wanted: string): string | undefined {
  return headers.find(([name]) => name === wanted)?.[1]
}
