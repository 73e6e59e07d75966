import { seeded } from '../dataset.ts'
import { median } from '../figures.ts'
import { ownCostUs } from '../load/own-cost.ts'
import type { Server } from '../server/server.ts'
import { ServerCells } from '../sweep/cell-source.ts'
import { measureCells, unmeasured } from '../sweep/measure-cells.ts'
import { Collections } from '../workload/collections.ts'
import { prepareData } from '../workload/data.ts'
import { USUAL_SHAPE } from '../workload/shape.ts'
import type { Check } from './check.ts'

const MOST_SHARE = 0.05
const ROUNDS = 5
/** Of all peers in all cells, the pool takes the least CPU time a call where most calls travel together. */
const CHEAPEST = { operation: 'retrieve', wire: 'rest', workers: 2, callers: 200, rate: undefined } as const

/** The bench's own CPU time of a call beside the least that a call of any peer takes. */
export async function checkCost(server: Server, signal: AbortSignal): Promise<Check[]> {
  const collections = new Collections(server, process.env.QDRANT_API_KEY || undefined, USUAL_SHAPE, signal)
  const source = new ServerCells(server, collections, prepareData(USUAL_SHAPE))
  try {
    const [cell] = unmeasured([CHEAPEST])
    if (cell === undefined) return []
    await measureCells([cell], {
      ...{ rounds: ROUNDS, until: () => ({ durationMs: 1_000 }), random: seeded(1), source, signal },
      ...{ serverPid: server.pid, runStartedAt: performance.now(), progress: { step() {} } },
    })
    const peerUs = median(cell.rounds.map(({ cpu }) => cpu.mainUs + cpu.workersUs))
    const own: number[] = []
    for (let round = 0; round < ROUNDS; round++) own.push(await ownCostUs())
    const share = median(own) / peerUs
    return [
      {
        part: 'cost',
        name: "the bench's CPU time of a call",
        target: `< ${MOST_SHARE * 100} % of the cheapest peer's`,
        seen: `${median(own).toFixed(2)} of ${peerUs.toFixed(1)} µs (${(share * 100).toFixed(1)} %)`,
        passed: share < MOST_SHARE,
      },
    ]
  } finally {
    await source.close()
    await collections.deleteAll()
  }
}
