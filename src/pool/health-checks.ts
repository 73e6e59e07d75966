import type { Crew } from '../actors/crew.ts'
import type { HealthFailure } from '../actors/health-log.ts'
import type { Clock } from '../base/clock.ts'
import { HealthCheckFailedError } from '../base/errors.ts'
import type { HealthTier } from '../base/pool-events.ts'
import type { Dispatcher } from '../dispatch/dispatcher.ts'
import { failureText } from '../protocol/failure.ts'
import type { Lease } from './lease.ts'
import { checkWorker, type WorkerHealth } from './worker-check.ts'

/** What `checkHealth` has found. */
export interface PoolHealth {
  readonly tier: HealthTier
  /** Every worker is healthy. */
  readonly healthy: boolean
  /** Of the whole check, in ms. */
  readonly durationMs: number
  readonly workers: readonly WorkerHealth[]
  /** The latest checks, of the interval and asked for, that found something wrong; at most 50, the oldest first. */
  readonly recentFailures: readonly HealthFailure[]
}

export interface HealthChecksParts {
  readonly crew: Crew
  readonly dispatcher: Pick<Dispatcher, 'lastCollection'>
  readonly clock: Clock
  /** Opens a worker where there is none. */
  acquire(): Promise<Lease>
}

/**
 * Checks every worker: an idle one with a round trip of its own, a busy one by its heartbeat, since its calls are the
 * proof. @throws HealthCheckFailedError where none is healthy
 */
export async function checkPoolHealth(parts: HealthChecksParts, tier: HealthTier): Promise<PoolHealth> {
  const { crew, dispatcher, clock } = parts
  const since = clock.now()
  const collection = await prepare(parts, tier).catch((cause: unknown) => {
    throw new HealthCheckFailedError(`No worker could be checked: ${(cause as Error).message}`, { cause })
  })
  const serving = crew.actors.filter(({ entry }) => entry.state !== 'dying')
  const workers = await Promise.all(
    serving.map((actor) => checkWorker(crew, actor, tier, collection ?? dispatcher.lastCollection, clock)),
  )
  const durationMs = clock.now() - since
  if (!workers.some(({ healthy }) => healthy)) {
    const found = workers.map(({ slot, reason }) => `worker ${slot}: ${reason}`).join('; ')
    const why = crew.lastFailure === undefined ? '' : `; the last failure: ${failureText(crew.lastFailure)}`
    throw new HealthCheckFailedError(`No worker passed the ${tier} health check (${found || 'none is open'})${why}`)
  }
  const healthy = workers.every((worker) => worker.healthy)
  return { tier, healthy, durationMs, workers, recentFailures: crew.health.failures }
}

/** A pool without workers opens one; a deep check of one that was never used looks at the server's first collection. */
async function prepare(parts: HealthChecksParts, tier: HealthTier): Promise<string | undefined> {
  const { crew, dispatcher } = parts
  const needsCollection = tier === 'deep' && dispatcher.lastCollection === undefined
  if (crew.ledger.size - crew.ledger.count('dying') > 0 && !needsCollection) return undefined
  const lease = await parts.acquire()
  try {
    if (!needsCollection) return undefined
    const { collections } = await lease.client.getCollections()
    return collections[0]?.name
  } finally {
    await lease.release()
  }
}
