import type { Actor } from '../actors/actor.ts'
import type { Crew } from '../actors/crew.ts'
import type { HealthFailure } from '../actors/health-log.ts'
import type { Clock } from '../base/clock.ts'
import { HealthCheckFailedError } from '../base/errors.ts'
import { isSlow } from '../base/health-budget.ts'
import type { HealthTier } from '../base/pool-events.ts'
import type { Dispatcher } from '../dispatch/dispatcher.ts'
import { failureText } from '../protocol/failure.ts'
import type { HealthReport } from '../protocol/messages.ts'
import type { Lease } from './lease.ts'

/** What a check has found of one worker. */
export interface WorkerHealth {
  readonly slot: number
  readonly healthy: boolean
  /** It carries calls, or its connection opens: no check of its own was sent. */
  readonly busy: boolean
  /** The check took longer than its tier allows. */
  readonly slow: boolean
  readonly durationMs: number
  readonly reason: string | undefined
}

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

/** A worker that has not answered by then is given up, in ms; those whose thread is blocked do not answer. */
const ANSWER_LIMIT_MS = 2_000

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

async function checkWorker(
  crew: Pick<Crew, 'checked'>,
  actor: Actor,
  tier: HealthTier,
  collection: string | undefined,
  clock: Clock,
): Promise<WorkerHealth> {
  const { slot, state } = actor.entry
  const since = clock.now()
  const condition = actor.heartbeat.condition
  const isIdle = state === 'idle'
  const report: HealthReport =
    state === 'opening'
      ? { tier, healthy: false, durationMs: 0, reason: 'its connection is not open' }
      : tier === 'fast' || !isIdle || condition === 'blocked'
        ? ofHeartbeat(actor, tier, clock.now() - since)
        : await ask(actor, tier, collection, clock)
  if (isIdle) crew.checked(actor, report)
  const { healthy, durationMs, reason } = report
  return { slot, healthy, busy: !isIdle, slow: isSlow(tier, durationMs), durationMs, reason }
}

function ofHeartbeat({ heartbeat }: Actor, tier: HealthTier, durationMs: number): HealthReport {
  if (heartbeat.condition !== 'blocked') return { tier, healthy: true, durationMs }
  const reason = `its thread is blocked: the event loop last turned ${heartbeat.tickAgeMs} ms ago`
  return { tier, healthy: false, durationMs, reason }
}

async function ask(
  actor: Actor,
  tier: HealthTier,
  collection: string | undefined,
  clock: Clock,
): Promise<HealthReport> {
  const late = Promise.withResolvers<HealthReport>()
  const reason = `no answer within ${ANSWER_LIMIT_MS} ms`
  const failed = { tier, healthy: false, durationMs: ANSWER_LIMIT_MS, reason }
  const stop = clock.after(ANSWER_LIMIT_MS, () => late.resolve(failed))
  try {
    return await Promise.race([actor.check(tier, collection), late.promise])
  } catch (error) {
    return { ...failed, durationMs: 0, reason: (error as Error).message }
  } finally {
    stop()
  }
}
