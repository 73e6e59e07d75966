import { type CircuitBreakerPolicy, CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel'
import type { Failure } from '../protocol/failure.ts'

/** Answers by which a server, or what stands before it, says that it cannot serve anybody. */
const UNABLE = new Set([502, 503, 504])

export type CircuitPosition = 'closed' | 'open' | 'half-open'

export interface CircuitEvents {
  opened(): void
  closed(): void
}

/**
 * The circuit breaker of one endpoint: opens after so many failures in a row, and closes when a trial succeeds. When a
 * trial is made is the connector's business: cockatiel would ask the wall clock, which may be moved.
 */
export class Circuit {
  readonly #policy: CircuitBreakerPolicy
  /** No failure that a success would have to wipe out; most requests find it so. */
  #isClean = true

  constructor(failuresInARow: number, events: CircuitEvents) {
    this.#policy = circuitBreaker(handleAll, {
      halfOpenAfter: Number.NEGATIVE_INFINITY,
      breaker: new ConsecutiveBreaker(failuresInARow),
    })
    let isOpen = false
    // A trial that fails breaks the circuit again.
    this.#policy.onBreak(() => {
      if (!isOpen) events.opened()
      isOpen = true
    })
    this.#policy.onReset(() => {
      isOpen = false
      events.closed()
    })
  }

  get position(): CircuitPosition {
    switch (this.#policy.state) {
      case CircuitState.Closed:
        return 'closed'
      case CircuitState.HalfOpen:
        return 'half-open'
      default:
        return 'open'
    }
  }

  /** Counts what came of a request; of one that left before the circuit opened, nothing. */
  count(failed: boolean): void {
    if (this.#policy.state !== CircuitState.Closed || (!failed && this.#isClean)) return
    // At once: a success that comes in the same turn wipes it out, too.
    this.#isClean = !failed
    void this.try(async () => failed)
  }

  /** Runs an attempt that tells whether it failed: the trial, where the circuit is open. */
  async try(attempt: () => Promise<boolean>): Promise<void> {
    try {
      await this.#policy.execute(async () => {
        const failed = await attempt()
        this.#isClean = !failed
        if (failed) throw new Error('counts as a failure')
      })
    } catch {
      // It has been counted.
    }
  }
}

/** Whether it says something about the next request, too: a 4xx, or a 500 to one request, does not. */
export function isOfTheServer(failure: Failure | undefined): boolean {
  if (failure?.kind === 'server') return UNABLE.has(failure.status)
  return failure?.kind === 'connection' && failure.code !== 'INVALID_RESPONSE'
}
