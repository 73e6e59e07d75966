import { ApiError } from '../../src/base/qdrant-client.ts'
import { QdrantPoolError } from '../../src/index.ts'
import { REFUSAL } from './embedder.ts'

/** With what callers abort their calls. */
export const ABORTED = new Error('the caller of the chaos run gave up')

/** What calls that are in order may be rejected with, whatever happens to connections and threads. */
const CODES: ReadonlySet<string> = new Set([
  ...['E016', 'E017', 'E018', 'DEADLINE_EXCEEDED', 'WORKER_CRASHED', 'CIRCUIT_OPEN', 'POOL_CLOSED'],
  ...['CONNECTION_LOST', 'CONNECTION_REFUSED', 'INVALID_RESPONSE'],
])

/** Nothing was to be sent for whoever is refused by a closed pool, nor for a health check. */
const WITHOUT_OUTCOME: ReadonlySet<string> = new Set(['POOL_CLOSED', 'E017'])

export interface Ending {
  /** Short, for the table: `ok`, `E016`, `aborted`, … */
  readonly label: string
  /** Whether the server may have done what was asked. */
  readonly applied: 'yes' | 'no' | 'perhaps'
  /** A sentence, where no call of a run may end like this. */
  readonly wrong?: string
}

export const ANSWERED: Ending = { label: 'ok', applied: 'yes' }

/** What must be refused was not. */
export const NOT_REFUSED: Ending = { label: 'ok', applied: 'yes', wrong: 'the server should have refused it' }

/**
 * What a rejection says. Most calls of a run are in order, so that a refusal by the server is a fault of the pool.
 * @param refusedWith the status with which the server refuses the others
 */
export function endingOf(reason: unknown, refusedWith?: number): Ending {
  if (reason === ABORTED) return { label: 'aborted', applied: 'perhaps' }
  if (reason instanceof QdrantPoolError) return poolEnding(reason)
  if (reason instanceof ApiError) {
    const busy = reason.status === 429 || reason.status === 503
    const label = `HTTP ${reason.status}`
    if (busy || reason.status === refusedWith) return { label, applied: 'no' }
    return { label, applied: 'perhaps', wrong: `${label}: ${JSON.stringify(reason.data)}` }
  }
  if (reason instanceof Error && reason.name === 'RangeError' && reason.message === REFUSAL)
    return { label: 'model', applied: 'no' }
  return { label: 'untyped', applied: 'perhaps', wrong: `not a typed error: ${shown(reason)}` }
}

function poolEnding(error: QdrantPoolError): Ending {
  const { code, outcome } = error
  const applied = outcome === 'not-sent' ? 'no' : 'perhaps'
  if (!CODES.has(code)) return { label: code, applied, wrong: `unexpected ${code}: ${error.message}` }
  if (outcome === undefined && !WITHOUT_OUTCOME.has(code))
    return { label: code, applied, wrong: `${code} does not say its outcome: ${error.message}` }
  return { label: code, applied }
}

function shown(reason: unknown): string {
  return reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason)
}
