import { HealthCheckFailedError, PoolClosedError, QdrantPoolError } from '../base/errors.ts'
import { unlessAborted } from '../base/unless-aborted.ts'
import type { Submit } from '../client/pool-client.ts'
import type { PoolHealth } from '../pool/health-checks.ts'
import type { Pool } from '../pool/pool.ts'
import { ask } from './ask.ts'

export interface StoreHealth extends PoolHealth {
  /** Points in the store's collection. */
  readonly points: number
}

/** Counts the collection, as any call of the store, and checks every worker. @throws HealthCheckFailedError */
export async function checkStoreHealth(
  pool: Pool,
  submit: Submit,
  collection: string,
  signal: AbortSignal | undefined,
): Promise<StoreHealth> {
  const points = await ask(submit, 'count', collection, { exact: true }).catch((cause: unknown) => {
    if (signal?.aborted || cause instanceof PoolClosedError) throw cause
    const { message } = cause as Error
    const { solutions } =
      cause instanceof QdrantPoolError ? cause : { solutions: ['Look whether the collection exists'] }
    throw new HealthCheckFailedError(`The store's collection '${collection}' does not answer: ${message}`, {
      cause,
      solutions,
    })
  })
  const checked = pool.checkHealth('medium')
  const health = await (signal === undefined ? checked : unlessAborted(checked, signal))
  return { ...health, points: points.count }
}
