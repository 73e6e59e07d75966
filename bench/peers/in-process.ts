import { monitorEventLoopDelay } from 'node:perf_hooks'
import { measureClosed } from '../load/measurement.ts'
import type { Server } from '../server/server.ts'
import { callOf } from '../workload/calls.ts'
import type { Answered, BenchClient } from '../workload/client.ts'
import { type Data, payloadOf } from '../workload/data.ts'
import type { Cell, Peer, Session, Setting } from './peer.ts'

export const WARM_UP_MS = 300
const RESOLUTION_MS = 1

/** A peer whose client lives in this process and is driven by the closed loop. */
export function inProcess(
  name: string,
  open: (setting: Setting) => Promise<BenchClient>,
  missing: (server: Server) => Promise<string | undefined> = async () => undefined,
): Peer {
  return { name, missing, open: async (setting) => session(await open(setting), setting) }
}

function session(client: BenchClient, { data, signal }: Setting): Session {
  return {
    async warmUp(cell) {
      await check(client, cell, data)
      await measureClosed(callOf(client, cell, data), cell.callers, WARM_UP_MS, signal)
    },
    async run(cell, started) {
      const call = callOf(client, cell, data)
      const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
      delay.enable()
      const before = process.cpuUsage()
      const startedAt = performance.now()
      started()
      const { count, p50Ms, p95Ms } = await measureClosed(call, cell.callers, cell.durationMs, signal)
      const elapsedMs = performance.now() - startedAt
      const { user, system } = process.cpuUsage(before)
      delay.disable()
      // What it records are the distances of its own ticks.
      const loopP99Ms = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS)
      return { count, elapsedMs, p50Ms, p95Ms, cpuMs: (user + system) / 1000, loopP99Ms }
    },
    close: () => client.close(),
  }
}

/** Equal work: whoever answers with fewer points, or leaves out payloads, is not comparable. */
async function check(client: BenchClient, cell: Cell, data: Data): Promise<void> {
  const answer = await callOf(client, cell, data)(1)
  if (cell.operation === 'ingest' || cell.operation === 'ingest-wait') return
  const points = answer as readonly Answered[]
  const wanted = cell.operation === 'retrieve' ? 1 : data.shape.limit
  const fields = Object.keys(payloadOf(0)).length
  const whole = points.filter(({ payload }) => Object.keys(payload ?? {}).length === fields)
  if (points.length !== wanted || whole.length !== wanted)
    throw new Error(`${wanted} points with payload were asked for; ${points.length} came, ${whole.length} with payload`)
}
