import type { Pool } from '../../src/index.ts'
import type { ProgramCall, Round } from './program.ts'

/** Shorter than any timer: the call ends at the next turn of the timers, or by an answer that is faster. */
const NO_TIME_MS = 0.001
/** A name that no test creates. */
const NOWHERE = 'nowhere'

/** What every aborted call must be rejected with. */
export const ABORTED = new Error('the caller gave up')

/** Issues the calls of a round in one turn; resolves when each has settled. */
export function runRound(pool: Pool, collection: string, round: Round): Promise<PromiseSettledResult<unknown>[]> {
  return Promise.allSettled(round.map((call) => issue(pool, collection, call)))
}

function issue(pool: Pool, collection: string, { method, params, ending, nowhere }: ProgramCall): Promise<unknown> {
  const abort = new AbortController()
  if (ending === 'aborted before') abort.abort(ABORTED)
  const options = ending === 'late' ? { timeoutMs: NO_TIME_MS } : { signal: abort.signal }
  const client = ending === 'answered' ? pool.client : pool.with(options)
  const answer: Promise<unknown> = client[method](nowhere ? NOWHERE : collection, params as never)
  if (ending === 'aborted at once') abort.abort(ABORTED)
  if (ending === 'aborted once sent') queueMicrotask(() => abort.abort(ABORTED))
  return answer
}
