import { median, quantile, whole } from '../figures.ts'
import { cellsOf, loadText } from './cells.ts'
import { connectionsVerdict } from './connections.ts'
import { type Findings, type RunContext, roundOf } from './context.ts'
import { measureInto } from './measure-sweep.ts'
import type { PoolRig } from './pool-rig.ts'
import type { CellResult, Round, Verdict } from './results.ts'

/** Callers that show what the pool gets through; the few of the classic runs wait for answers most of the time. */
export const LOAD_CALLERS = 200
/** Of each pool. */
const HEALTH_CHECKS = 60
/** Unrecorded, as the loads' warm-up is: until its code is compiled, a check takes several times as long. */
const WARM_UP_CHECKS = 20

const LEAST_PER_SECOND = 55_000
const MOST_P95_MS = 4
const ACQUIRE_AVG_BELOW_MS = 1
const ACQUIRE_P95_BELOW_MS = 5
const HEALTH_BELOW_MS = 10

/** The runs that the Python pool was judged by, and what has been promised since. */
export async function measureClassic(context: RunContext, findings: Findings): Promise<void> {
  const { options, source, signal } = context
  const few = cellsOf({ ...options, rate: undefined })
  const load = cellsOf({ ...options, rate: undefined, callers: [LOAD_CALLERS] })
  const isLoad = (callers: number | undefined) => callers === LOAD_CALLERS && !options.callers.includes(LOAD_CALLERS)
  const keys = options.callers.includes(LOAD_CALLERS) ? few : [...few, ...load]
  await measureInto(findings.cells, keys, context, ({ callers }) =>
    isLoad(callers) ? { durationMs: options.seconds * 1000 } : roundOf(options),
  )
  if (signal.aborted) return
  const healthMs: number[] = []
  const rigs = new Set<PoolRig>()
  for (const key of few) rigs.add(await source.rig(key))
  for (const { pool } of rigs) {
    for (let check = 1; check <= WARM_UP_CHECKS + HEALTH_CHECKS; check++) {
      const { durationMs } = await pool.checkHealth()
      if (signal.aborted) return
      if (check > WARM_UP_CHECKS) healthMs.push(durationMs)
    }
  }
  findings.verdicts.push(...classicVerdicts(findings.cells, options.callers, healthMs))
}

/** `healthMs`: durations of health checks; `callers` are those of the runs that are no load. */
export function classicVerdicts(
  cells: readonly CellResult[],
  callers: readonly number[],
  healthMs: readonly number[],
): Verdict[] {
  const measured = cells.filter(({ rounds }) => rounds.length > 0)
  const few = measured.filter((cell) => cell.callers !== undefined && callers.includes(cell.callers))
  const best = most(measured, ({ perSecond }) => perSecond)
  const p95 = most(measured, ({ latency }) => latency.p95Ms)
  const acquireAvg = most(few, ({ acquire }) => acquire.avgMs)
  const acquireP95 = most(few, ({ acquire }) => acquire.p95Ms)
  const health = quantile(healthMs, 0.95)
  return [
    {
      name: 'throughput',
      target: `>= ${whole(LEAST_PER_SECOND)} ops/s`,
      seen: `${whole(best.value)} ops/s with ${best.at}`,
      passed: best.value >= LEAST_PER_SECOND,
    },
    {
      name: 'latency p95',
      target: `<= ${MOST_P95_MS} ms`,
      seen: `${p95.value.toFixed(2)} ms at most, with ${p95.at}`,
      passed: p95.value <= MOST_P95_MS,
    },
    ...connectionsVerdict(
      measured.flatMap(({ workers, rounds }) => rounds.map(({ sockets }) => ({ workers, sockets }))),
    ),
    {
      name: 'acquire, average',
      target: `< ${ACQUIRE_AVG_BELOW_MS} ms`,
      seen: `${acquireAvg.value.toFixed(2)} ms at most, with ${acquireAvg.at}`,
      passed: acquireAvg.value < ACQUIRE_AVG_BELOW_MS,
    },
    {
      name: 'acquire, p95',
      target: `< ${ACQUIRE_P95_BELOW_MS} ms`,
      seen: `${acquireP95.value.toFixed(2)} ms at most, with ${acquireP95.at}`,
      passed: acquireP95.value < ACQUIRE_P95_BELOW_MS,
    },
    {
      name: 'health check, p95',
      target: `< ${HEALTH_BELOW_MS} ms`,
      seen: `${health.toFixed(2)} ms of ${healthMs.length} checks of all workers`,
      passed: health < HEALTH_BELOW_MS,
    },
  ]
}

/** The largest median of a figure, and the cell that has it. */
function most(cells: readonly CellResult[], figure: (round: Round) => number): { value: number; at: string } {
  const all = cells.map((cell) => ({ value: median(cell.rounds.map(figure)), at: loadText(cell) }))
  return all.toSorted((one, other) => other.value - one.value)[0] ?? { value: Number.NaN, at: 'nothing measured' }
}
