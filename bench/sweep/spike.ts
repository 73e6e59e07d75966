import { Latencies } from '../load/latencies.ts'
import { measureClosed } from '../load/measurement.ts'
import type { Observer } from '../load/observer.ts'
import { openLoop } from '../load/open-loop.ts'
import { type Pace, paced } from '../load/schedule.ts'
import { cellsOf, loadText, named } from './cells.ts'
import type { Findings, RunContext } from './context.ts'
import { IntervalBook } from './interval-book.ts'
import { warmUp } from './measure-cells.ts'
import type { Operation } from './measure-round.ts'
import type { PoolRig } from './pool-rig.ts'
import { recoveryMs, recoveryVerdicts } from './recovery.ts'
import type { CellKey, Step, Timeline } from './results.ts'
import { watchedLoad } from './watched-load.ts'

/** Shares of what the pool can carry. */
const BASE = 0.25
/** The last is more than it can. */
const SPIKES = [0.75, 1, 1.5]
const SHARES = [BASE, ...SPIKES.flatMap((share) => [share, BASE])]
const INTERVAL_MS = 100
const CAPACITY_MS = 2_000

/** Steps of load, each followed by the base, and how long it takes until calls fare as before. */
export async function measureSpike(context: RunContext, findings: Findings): Promise<void> {
  const { options, source, signal } = context
  const cells = cellsOf({ ...options, callers: [Math.max(...options.callers)], rate: undefined })
  const intervals = Math.floor((SHARES.length * options.seconds * 1000) / INTERVAL_MS)
  const progress = context.progress(cells.length * intervals)
  for (const key of cells) {
    if (signal.aborted) return
    const rig = await source.rig(key)
    const step = () => progress.step('spike', `${key.operation} over ${key.wire}, ${loadText(key)}`)
    const timeline = await source.within(key, rig, (operation) => spike(key, rig, operation, context, step))
    findings.timelines.push(timeline)
    if (!signal.aborted) findings.verdicts.push(...recoveryVerdicts(timeline.steps).map(named(key, cells)))
  }
}

async function spike(
  key: CellKey,
  rig: PoolRig,
  operation: Operation,
  { options, signal }: RunContext,
  step: () => void,
): Promise<Timeline> {
  await warmUp(rig, operation, key, signal)
  const rate = options.rate ?? (await measureClosed(operation, key.callers ?? 1, CAPACITY_MS, signal)).opsPerSecond
  const paces = SHARES.map((share) => ({ rate: share * rate, durationMs: options.seconds * 1000 }))
  const durationMs = paces.length * options.seconds * 1000
  const intervals = new IntervalBook(INTERVAL_MS, durationMs, undefined)
  const book = new StepBook(paces, intervals)
  await watchedLoad(rig, INTERVAL_MS, intervals, () => openLoop(operation, paced(paces), book, { signal }), step)
  const samples = intervals.samples(durationMs)
  const steps = book
    .steps()
    .map((one, index, all) => ({ ...one, recoveryMs: recoveryMs(one, all[index - 2], samples) }))
  return { ...key, callers: undefined, rate, samples, trends: [], steps, failure: intervals.failure }
}

/** What becomes of the calls of each step, by the moment at which they were due. */
class StepBook implements Observer {
  readonly #paces: readonly Pace[]
  readonly #intervals: IntervalBook
  readonly #latencies: readonly Latencies[]
  readonly #failed: number[]

  constructor(paces: readonly Pace[], intervals: IntervalBook) {
    this.#paces = paces
    this.#intervals = intervals
    this.#latencies = paces.map(() => new Latencies())
    this.#failed = paces.map(() => 0)
  }

  answered(latencyMs: number, dueMs: number): void {
    this.#intervals.answered(latencyMs, dueMs)
    this.#latencies[this.#stepAt(dueMs)]?.record(latencyMs)
  }

  failed(error: unknown, dueMs: number): void {
    this.#intervals.failed(error, dueMs)
    const step = this.#stepAt(dueMs)
    this.#failed[step] = (this.#failed[step] ?? 0) + 1
  }

  issued(lateMs: number, dueMs: number): void {
    this.#intervals.issued(lateMs, dueMs)
  }

  steps(): Omit<Step, 'recoveryMs'>[] {
    let fromMs = 0
    return this.#paces.map(({ rate, durationMs }, index) => {
      const latency = (this.#latencies[index] ?? new Latencies()).summary()
      const step = { name: index % 2 === 0 ? 'base' : 'spike', fromMs, untilMs: fromMs + durationMs, rate }
      fromMs += durationMs
      return { ...step, answered: latency.count, failed: this.#failed[index] ?? 0, latency }
    })
  }

  #stepAt(dueMs: number): number {
    // All steps are of one length.
    return Math.floor(dueMs / (this.#paces[0]?.durationMs ?? 1))
  }
}
