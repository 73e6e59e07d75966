import { between } from '../../src/metrics/snapshot.ts'
import { closedLoop, type Until } from '../load/closed-loop.ts'
import type { Observer } from '../load/observer.ts'
import { openLoop } from '../load/open-loop.ts'
import { steady } from '../load/schedule.ts'
import { Tally } from '../load/tally.ts'
import { reasonOf } from '../server/reason.ts'
import { CpuWatch } from './cpu-watch.ts'
import type { PoolRig } from './pool-rig.ts'
import type { CellKey, Round } from './results.ts'

/** Before each round, unrecorded: what the cell before has left in caches and idle sockets is not this one's. */
const LEAD_IN_MS = 50

export type Operation = (turn: number) => Promise<unknown>

export interface RoundPlan {
  readonly key: Pick<CellKey, 'callers' | 'rate'>
  readonly until: Until
  readonly serverPid: number | undefined
  /** performance.now() at the start of the run. */
  readonly runStartedAt: number
  readonly signal: AbortSignal
}

/** One round of a cell on an open pool. */
export async function measureRound(rig: PoolRig, operation: Operation, plan: RoundPlan): Promise<Round> {
  await leadIn(rig, operation, plan.signal)
  await rig.watchSockets()
  const tally = new Tally()
  const before = rig.snapshot()
  const cpu = new CpuWatch(plan.serverPid)
  const startedMs = performance.now() - plan.runStartedAt
  const { elapsedMs, sockets } = await withSockets(rig, plan, () => runLoad(operation, plan, tally))
  const used = cpu.read()
  const { acquire, batches, requests } = between(before, rig.snapshot())
  const { count } = tally.latencies
  const perSecond = (count * 1000) / elapsedMs
  const each = (ms: number) => (count === 0 ? 0 : (ms * 1000) / count)
  const waits = acquire.summary()
  return {
    startedMs,
    elapsedMs,
    count,
    failed: tally.failures,
    failure: tally.failures === 0 ? undefined : reasonOf(tally.firstFailure),
    perSecond,
    latency: tally.latencies.summary(),
    histogram: tally.latencies.buckets(),
    acquire: waits,
    utilisation: Math.min(1, requests.sum / (elapsedMs * rig.depth)),
    waiting: (acquire.count / elapsedMs) * waits.avgMs,
    perRequest: batches.average,
    cpu: {
      mainUs: each(used.mainMs),
      workersUs: each(used.workersMs),
      serverUs: used.serverMs === undefined ? undefined : each(used.serverMs),
    },
    sockets,
    lateP99Ms: plan.key.rate === undefined ? undefined : tally.lateness.percentile(99),
  }
}

/** The loop that a cell asks for. Resolves with the elapsed ms. */
export function runLoad(
  operation: Operation,
  { key: { callers, rate }, until, signal }: Pick<RoundPlan, 'key' | 'until' | 'signal'>,
  observer: Observer,
): Promise<number> {
  if (rate !== undefined) return openLoop(operation, steady(rate, until), observer, { signal })
  return closedLoop(operation, { callers: callers ?? 1, until, signal }, observer)
}

/** Twice as many callers as workers bring every worker to work; more would only take longer where calls are slow. */
async function leadIn(rig: PoolRig, operation: Operation, signal: AbortSignal): Promise<void> {
  await closedLoop(operation, { callers: 2 * rig.workers, until: { durationMs: LEAD_IN_MS }, signal }, new Tally())
}

/** Counts the pool's sockets in the middle of a round; of one whose length is not known, a while after its start. */
async function withSockets(
  rig: PoolRig,
  { until }: RoundPlan,
  run: () => Promise<number>,
): Promise<{ elapsedMs: number; sockets: number | undefined }> {
  const middleMs = 'durationMs' in until ? until.durationMs / 2 : 0
  let seen: Promise<number | undefined> | undefined
  const timer = setTimeout(() => {
    seen = rig.countSockets()
  }, middleMs)
  try {
    const elapsedMs = await run()
    return { elapsedMs, sockets: await (seen ?? rig.countSockets()) }
  } finally {
    clearTimeout(timer)
  }
}
