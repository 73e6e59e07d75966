import { closedLoop } from './closed-loop.ts'
import { Tally } from './tally.ts'

const WARM_UP_MS = 100
const DURATION_MS = 200
const CALLERS = 64

/** CPU time of one call of a closed loop that does nothing, in µs: what the bench itself adds to each of its calls. */
export async function ownCostUs(): Promise<number> {
  const nothing = async () => {}
  await closedLoop(nothing, { callers: CALLERS, until: { durationMs: WARM_UP_MS } }, new Tally())
  const tally = new Tally()
  const before = process.threadCpuUsage()
  await closedLoop(nothing, { callers: CALLERS, until: { durationMs: DURATION_MS } }, tally)
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / tally.latencies.count
}
