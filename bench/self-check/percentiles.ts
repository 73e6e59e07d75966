import { seeded } from '../dataset.ts'
import { quantile } from '../figures.ts'
import { measureRound } from '../sweep/measure-round.ts'
import type { Round } from '../sweep/results.ts'
import type { Check } from './check.ts'
import { exponentialDelays } from './delays.ts'
import type { Stub } from './stub.ts'
import type { StubCells } from './stub-cells.ts'

const CALLS = 1_000
const WORKERS = 8
/** So long that the way to the stub and back, a ms or two where it and the pool share two cores, is little beside them. */
const SCALE = 4
/** Open loop: a worker is free for nearly every call, or waiting would be measured, too. */
const RATE = 25
const MOST_ERROR = 0.05
const PERCENTILES = [50, 95, 99] as const

/** Whether known delays come out as the percentiles that they have, in a closed loop and in an open one. */
export async function checkPercentiles(stub: Stub, cells: StubCells, signal: AbortSignal): Promise<Check[]> {
  const delaysMs = exponentialDelays(CALLS, seeded(1))
  const loads = [
    { name: 'closed loop', key: { callers: WORKERS, rate: undefined } },
    { name: 'open loop', key: { callers: undefined, rate: RATE } },
  ]
  const checks: Check[] = []
  for (const { name, key } of loads) {
    await stub.order({ delaysMs, scale: SCALE })
    const whole = { operation: 'retrieve', wire: 'rest', workers: WORKERS, ...key } as const
    const rig = await cells.rig(whole)
    const plan = { key, until: { iterations: CALLS }, serverPid: stub.pid, runStartedAt: performance.now(), signal }
    const { latency } = await cells.within(whole, rig, (operation) => measureRound(rig, operation, plan))
    for (const percentile of PERCENTILES) checks.push(check(name, percentile, delaysMs, latency))
  }
  return checks
}

function check(
  loop: string,
  percentile: (typeof PERCENTILES)[number],
  delaysMs: readonly number[],
  seen: Round['latency'],
): Check {
  const known = SCALE * quantile(delaysMs, percentile / 100)
  const told = { 50: seen.p50Ms, 95: seen.p95Ms, 99: seen.p99Ms }[percentile]
  const error = told / known - 1
  return {
    part: 'percentiles',
    name: `p${percentile}, ${loop}`,
    target: `${known.toFixed(2)} ms within ${MOST_ERROR * 100} %`,
    seen: `${told.toFixed(2)} ms (${(error * 100).toFixed(1)} %)`,
    passed: Math.abs(error) <= MOST_ERROR,
  }
}
