import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { startLocalServer } from '../../src/embedded/local-server.ts'
import type { Pool } from '../../src/index.ts'
import { Regions } from '../../src/metrics/regions.ts'
import { openPool } from '../../src/pool/create-pool.ts'
import { positive, positiveInteger } from '../arguments.ts'
import { closedLoop } from '../closed-loop.ts'
import { fillCollection, POINTS, randomVector, seeded } from '../dataset.ts'
import { type Comparison, compare, order, type Pair } from './paired.ts'
import { print } from './report.ts'

/** Least share of the throughput without metrics that is left with them. */
const LEAST_RATIO = 0.99
const WARM_UP_MS = 1_000
const CELLS: readonly Cell[] = [
  { operation: 'retrieve', callers: 200 },
  { operation: 'retrieve', callers: 10 },
  { operation: 'query', callers: 10 },
]
const HELP = `npm run bench -- metrics-overhead [--seconds S] [--rounds N] [--json]

Throughput of two pools on one server, one of which counts nothing, in many short rounds beside each other. Runs on
QDRANT_URL, else on the embedded server. Exit code 0 where the median of the rounds' ratios is at least ${LEAST_RATIO} in every
row, 1 where not. The processor time a call, of all threads of this process, is told beside it: on a machine that does other
work, too, it is steadier.

  --seconds S  length of one half of one round (default 0.25)
  --rounds N   rounds of each row (default 60)
  --json       print one JSON object
`

interface Cell {
  readonly operation: 'retrieve' | 'query'
  readonly callers: number
}

type Half = 'on' | 'off'

export interface OverheadRow extends Cell {
  /** Operations a second. */
  readonly rate: Comparison
  /** Processor time of an operation, in µs: of the workers and of an embedded server, too. */
  readonly cpu: Comparison
  readonly passed: boolean
}

interface Round {
  readonly rate: Pair
  readonly cpu: Pair
}

export async function metricsOverhead(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seconds: { type: 'string', default: '0.25' },
      rounds: { type: 'string', default: '60' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return void process.stdout.write(HELP)
  const seconds = positive('seconds', values.seconds)
  const rounds = positiveInteger('rounds', values.rounds)
  const server = process.env.QDRANT_URL ? undefined : await startLocalServer()
  const url = server?.url ?? (process.env.QDRANT_URL as string)
  const size = Math.max(2, availableParallelism())
  const open = (recording: boolean) => openPool({ url, size, minSize: size }, new Regions(recording))
  const pools: Record<Half, Pool> = { on: await open(true), off: await open(false) }
  const collection = `bench-overhead-${randomUUID()}`
  try {
    await fillCollection(pools.on.client, collection)
    const rows: OverheadRow[] = []
    for (const cell of CELLS) {
      const all = await measure(cell, pools, collection, seconds * 1000, rounds)
      const [rate, cpu] = [all.map((round) => round.rate), all.map((round) => round.cpu)].map((pairs) =>
        compare(pairs, seeded(3)),
      ) as [Comparison, Comparison]
      rows.push({ ...cell, rate, cpu, passed: rate.ratio >= LEAST_RATIO })
    }
    const { version } = await pools.on.client.versionInfo()
    const passed = rows.every((row) => row.passed)
    const machine = {
      cores: availableParallelism(),
      node: process.version,
      server: server === undefined ? `Qdrant ${version}` : 'the embedded server',
      size,
    }
    const report = { machine, seconds, rounds, leastRatio: LEAST_RATIO, rows, passed }
    if (values.json) console.log(JSON.stringify(report, null, 1))
    else print(report)
    process.exitCode = passed ? 0 : 1
  } finally {
    await pools.on.client.deleteCollection(collection).catch(() => {})
    await Promise.all([pools.on.close(), pools.off.close()])
    await server?.close()
  }
}

async function measure(
  { operation, callers }: Cell,
  pools: Record<Half, Pool>,
  collection: string,
  halfMs: number,
  rounds: number,
): Promise<Round[]> {
  const run = async (half: Half, ms: number) => {
    const before = process.cpuUsage()
    const { count, opsPerSecond } = await closedLoop(call(operation, pools[half], collection), callers, ms)
    const { user, system } = process.cpuUsage(before)
    return { rate: opsPerSecond, cpu: (user + system) / count }
  }
  for (const half of ['on', 'off', 'on', 'off'] as const) await run(half, WARM_UP_MS / 2)
  const all: Round[] = []
  for (let round = 0; round < rounds; round++) {
    const [rate, cpu] = [
      { on: 0, off: 0 },
      { on: 0, off: 0 },
    ]
    for (const half of order<Half>('on', 'off', round)) ({ rate: rate[half], cpu: cpu[half] } = await run(half, halfMs))
    all.push({ rate, cpu })
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${operation}, ${callers} callers: round ${round + 1}`)
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  return all
}

const random = seeded(2)
const queries = Array.from({ length: 100 }, () => randomVector(random))

function call(operation: Cell['operation'], { client }: Pool, collection: string): (turn: number) => Promise<unknown> {
  if (operation === 'retrieve') return (turn) => client.retrieve(collection, { ids: [(turn * 7919) % POINTS] })
  return (turn) => client.query(collection, { query: queries[turn % queries.length] as number[], limit: 10 })
}
