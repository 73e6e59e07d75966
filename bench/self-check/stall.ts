import { setTimeout as sleep } from 'node:timers/promises'
import { measureRound } from '../sweep/measure-round.ts'
import type { Round } from '../sweep/results.ts'
import type { Check } from './check.ts'
import type { Stub } from './stub.ts'
import type { StubCells } from './stub-cells.ts'

const USUAL_MS = 2
const DURATION_MS = 3_000
const STALL_AT_MS = 1_000
const STALL_MS = 1_000
const WORKERS = 4
const RATE = 200
const MOST_ERROR = 0.05
/** A closed loop that shows less than this share of the stall hides it. */
const HIDDEN = 0.1

/**
 * A server that answers nothing for a second. In a closed loop the callers wait with it, and all but a few calls never see
 * it; in an open loop all who would have called meanwhile do.
 */
export async function checkStall(stub: Stub, cells: StubCells, signal: AbortSignal): Promise<Check[]> {
  await stub.order({ delaysMs: [USUAL_MS], scale: 1 })
  const closed = await measure(stub, cells, { callers: WORKERS, rate: undefined }, signal)
  const open = await measure(stub, cells, { callers: undefined, rate: RATE }, signal)
  // A share `stalled` of the calls waits between 0 and the whole stall, evenly.
  const stalled = STALL_MS / DURATION_MS
  const known = STALL_MS * (1 - 0.01 / stalled)
  const error = open.latency.p99Ms / known - 1
  return [
    {
      part: 'stall',
      name: 'p99, closed loop',
      target: `hidden: below ${HIDDEN * STALL_MS} ms`,
      seen: `${closed.latency.p99Ms.toFixed(1)} ms, ${closed.latency.maxMs.toFixed(0)} ms at most`,
      passed: closed.latency.p99Ms < HIDDEN * STALL_MS && closed.latency.maxMs > (1 - MOST_ERROR) * STALL_MS,
    },
    {
      part: 'stall',
      name: 'p99, open loop',
      target: `${known.toFixed(0)} ms within ${MOST_ERROR * 100} %`,
      seen: `${open.latency.p99Ms.toFixed(0)} ms (${(error * 100).toFixed(1)} %)`,
      passed: Math.abs(error) <= MOST_ERROR,
    },
  ]
}

async function measure(
  stub: Stub,
  cells: StubCells,
  key: { readonly callers: number | undefined; readonly rate: number | undefined },
  signal: AbortSignal,
): Promise<Round> {
  const whole = { operation: 'retrieve', wire: 'rest', workers: WORKERS, ...key } as const
  const rig = await cells.rig(whole)
  const until = { durationMs: DURATION_MS }
  const plan = { key, until, serverPid: stub.pid, runStartedAt: performance.now(), signal }
  const stop = new AbortController()
  const stalling = sleep(STALL_AT_MS, undefined, { signal: stop.signal }).then(
    () => stub.order({ stallMs: STALL_MS }),
    () => {},
  )
  try {
    return await cells.within(whole, rig, (operation) => measureRound(rig, operation, plan))
  } finally {
    stop.abort()
    await stalling
  }
}
