import type { Pool } from '../../src/index.ts'
import { Regions } from '../../src/metrics/regions.ts'
import { openPool } from '../../src/pool/create-pool.ts'
import { POINTS, randomVector, seeded } from '../dataset.ts'
import { measureClosed } from '../load/measurement.ts'
import { order, type Pair } from '../statistics/paired.ts'

/** Of each half, before its rounds. */
const WARM_UP_MS = 600

export interface Cell {
  readonly operation: 'retrieve' | 'query'
  readonly callers: number
}

export const CELLS: readonly Cell[] = [
  { operation: 'retrieve', callers: 200 },
  { operation: 'retrieve', callers: 10 },
  { operation: 'query', callers: 10 },
]

export interface Round {
  /** Operations a second. */
  readonly rate: Pair
  /** Processor time of an operation, in µs: that of the workers and of an embedded server, too. */
  readonly cpu: Pair
}

/** With metrics, or without. */
type Half = 'on' | 'off'

export interface Setting {
  readonly url: string
  readonly size: number
  readonly collection: string
  readonly halfMs: number
}

/**
 * The rounds of each cell, all on one pool whose counting is turned on and off: two pools that differ in nothing differ by
 * a few per cent, as their threads happen to lie.
 */
export async function measureAll({ url, size, collection, halfMs }: Setting, rounds: number): Promise<Round[][]> {
  const regions = new Regions()
  const pool = await openPool({ url, size, minSize: size }, regions)
  const measured: Round[][] = []
  try {
    for (const { operation, callers } of CELLS) {
      const run = async (half: Half, ms: number) => {
        regions.recording.on = half === 'on'
        const before = process.cpuUsage()
        const { count, opsPerSecond } = await measureClosed(call(operation, pool, collection), callers, ms)
        const { user, system } = process.cpuUsage(before)
        return { rate: opsPerSecond, cpu: (user + system) / count }
      }
      for (const half of ['on', 'off', 'on', 'off'] as const) await run(half, WARM_UP_MS / 2)
      const all: Round[] = []
      for (let round = 0; round < rounds; round++) {
        if (process.stderr.isTTY)
          process.stderr.write(`\r\x1b[K${operation}, ${callers} callers: ${rounds - round} rounds left`)
        all.push(await measure(run, halfMs, round))
      }
      measured.push(all)
    }
  } finally {
    await pool.close()
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  }
  return measured
}

async function measure(
  run: (half: Half, ms: number) => Promise<{ rate: number; cpu: number }>,
  halfMs: number,
  round: number,
): Promise<Round> {
  const [rate, cpu] = [
    { on: 0, off: 0 },
    { on: 0, off: 0 },
  ]
  for (const half of order<Half>('on', 'off', round)) ({ rate: rate[half], cpu: cpu[half] } = await run(half, halfMs))
  return { rate, cpu }
}

const random = seeded(2)
const queries = Array.from({ length: 100 }, () => randomVector(random))

function call(operation: Cell['operation'], { client }: Pool, collection: string): (turn: number) => Promise<unknown> {
  if (operation === 'retrieve') return (turn) => client.retrieve(collection, { ids: [(turn * 7919) % POINTS] })
  return (turn) => client.query(collection, { query: queries[turn % queries.length] as number[], limit: 10 })
}
