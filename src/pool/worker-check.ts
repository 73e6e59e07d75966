import type { Actor } from '../actors/actor.ts'
import type { Crew } from '../actors/crew.ts'
import type { Clock } from '../base/clock.ts'
import { isSlow } from '../base/health-budget.ts'
import type { HealthTier } from '../base/pool-events.ts'
import { failureText } from '../protocol/failure.ts'
import type { HealthReport } from '../protocol/messages.ts'

/** A worker that has not answered by then is given up, in ms. */
const ANSWER_LIMIT_MS = 2_000

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

type CheckingCrew = Pick<Crew, 'connector' | 'checked' | 'health'>

/**
 * Checks one worker as it is: an idle one is asked, one that opens is waited for, and one at work is judged by its
 * heartbeat. What a worker answers has consequences; that it does not answer has none: its calls will tell.
 */
export async function checkWorker(
  crew: CheckingCrew,
  actor: Actor,
  tier: HealthTier,
  collection: string | undefined,
  clock: Clock,
): Promise<WorkerHealth> {
  const { slot, state } = actor.entry
  const since = clock.now()
  const answer = await withinLimit(answerOf(crew, actor, tier, collection), clock)
  const report = typeof answer === 'object' ? answer : toReport(tier, clock.now() - since, answer)
  if (typeof answer === 'object') crew.checked(actor, answer)
  else crew.health.add(slot, report)
  const { healthy, durationMs, reason } = report
  return { slot, healthy, busy: state !== 'idle', slow: isSlow(tier, durationMs), durationMs, reason }
}

/** What the worker answered; or what is wrong with it as seen from here, undefined where nothing is. */
async function answerOf(
  crew: CheckingCrew,
  actor: Actor,
  tier: HealthTier,
  collection: string | undefined,
): Promise<HealthReport | string | undefined> {
  const { entry, endpoint, heartbeat } = actor
  if (entry.state === 'opening') {
    // Nothing is known against one that opens for the first time, and a fast check waits for nobody.
    const isUnknown = tier === 'fast' || actor.connectedAt === undefined
    if (isUnknown && !endpoint.isDown) return undefined
    const failure = endpoint.isDown ? endpoint.lastFailure : await crew.connector.attempted(actor)
    return failure && `its connection does not open: ${failureText(failure)}`
  }
  if (heartbeat.condition === 'blocked')
    return `its thread is blocked: the event loop last turned ${heartbeat.tickAgeMs} ms ago`
  if (entry.state !== 'idle') return undefined
  if (tier === 'fast') return heartbeat.sockets === 0 ? 'its connection is closed' : undefined
  return actor.check(tier, collection).catch((error: unknown) => (error as Error).message)
}

function toReport(tier: HealthTier, durationMs: number, reason: string | undefined): HealthReport {
  return reason === undefined ? { tier, healthy: true, durationMs } : { tier, healthy: false, durationMs, reason }
}

async function withinLimit<T>(answer: Promise<T>, clock: Clock): Promise<T | string> {
  const late = Promise.withResolvers<string>()
  const stop = clock.after(ANSWER_LIMIT_MS, () => late.resolve(`no answer within ${ANSWER_LIMIT_MS} ms`))
  try {
    return await Promise.race([answer, late.promise])
  } finally {
    stop()
  }
}
