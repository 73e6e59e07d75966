import { monitorEventLoopDelay } from 'node:perf_hooks'
import { closedLoop } from '../closed-loop.ts'
import type { Answered, BenchClient } from './client.ts'
import { BATCH, type Data, groupOf, LIMIT, POINTS, payloadOf } from './data.ts'
import type { Cell, Peer, Session, Setting } from './peer.ts'
import type { Server } from './server.ts'

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
      await closedLoop(callOf(client, cell, data), cell.callers, WARM_UP_MS, signal)
    },
    async run(cell, started) {
      const call = callOf(client, cell, data)
      const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
      delay.enable()
      const before = process.cpuUsage()
      const startedAt = performance.now()
      started()
      const { count, p50Ms, p95Ms } = await closedLoop(call, cell.callers, cell.durationMs, signal)
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

/** The calls of a cell by their turn; concurrent ingests never share an id. */
export function callOf(
  client: BenchClient,
  { operation, collection }: Pick<Cell, 'operation' | 'collection'>,
  { queries, batches }: Data,
): (turn: number) => Promise<unknown> {
  switch (operation) {
    case 'retrieve':
      return (turn) => client.retrieve(collection, scattered(turn))
    case 'query':
      return (turn) => client.query(collection, cycled(queries, turn))
    case 'filtered':
      return (turn) => client.query(collection, cycled(queries, turn), groupOf(turn))
    case 'ingest-wait':
    case 'ingest':
      return (turn) => client.upsert(collection, cycled(batches, turn), turn * BATCH, operation === 'ingest-wait')
  }
}

/** A prime step visits every id, none near the one before. */
function scattered(turn: number): number {
  return (turn * 7919) % POINTS
}

function cycled<T>(items: readonly T[], turn: number): T {
  return items[turn % items.length] as T
}

/** Equal work: whoever answers with fewer points, or leaves out payloads, is not comparable. */
async function check(client: BenchClient, cell: Cell, data: Data): Promise<void> {
  const answer = await callOf(client, cell, data)(1)
  if (cell.operation === 'ingest' || cell.operation === 'ingest-wait') return
  const points = answer as readonly Answered[]
  const wanted = cell.operation === 'retrieve' ? 1 : LIMIT
  const fields = Object.keys(payloadOf(0)).length
  const whole = points.filter(({ payload }) => Object.keys(payload ?? {}).length === fields)
  if (points.length !== wanted || whole.length !== wanted)
    throw new Error(`${wanted} points with payload were asked for; ${points.length} came, ${whole.length} with payload`)
}
