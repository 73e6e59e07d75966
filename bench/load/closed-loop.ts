import type { Observer } from './observer.ts'

/** When a loop ends. */
export type Until = { readonly durationMs: number } | { readonly iterations: number }

export interface ClosedLoop {
  /** Calls in flight. */
  readonly callers: number
  readonly until: Until
  readonly signal?: AbortSignal | undefined
  /** @default performance.now */
  readonly now?: () => number
}

/**
 * `callers` loops that each issue the next operation when the last has settled, until the time is over or `iterations`
 * operations were issued in all, or the signal aborts. By time each caller issues at least one, however long the others'
 * first ones keep this thread. `turn` is another one in every call. Resolves with the elapsed ms when none is running.
 */
export async function closedLoop(
  operation: (turn: number) => Promise<unknown>,
  { callers, until, signal, now = () => performance.now() }: ClosedLoop,
  observer: Observer,
): Promise<number> {
  const startedAt = now()
  const endsAt = 'durationMs' in until ? startedAt + until.durationMs : Number.POSITIVE_INFINITY
  const most = 'iterations' in until ? until.iterations : Number.POSITIVE_INFINITY
  let turn = 0
  const caller = async () => {
    let issuedAt = now()
    do {
      try {
        await operation(turn++)
        const settledAt = now()
        observer.answered(settledAt - issuedAt, issuedAt - startedAt)
        issuedAt = settledAt
      } catch (error) {
        observer.failed(error, issuedAt - startedAt)
        issuedAt = now()
      }
    } while (issuedAt < endsAt && turn < most && signal?.aborted !== true)
  }
  await Promise.all(Array.from({ length: Math.min(callers, most) }, caller))
  return now() - startedAt
}
