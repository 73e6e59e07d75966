import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { startLocalServer } from '../../src/embedded/local-server.ts'
import { createPool } from '../../src/index.ts'
import { positive, positiveInteger } from '../arguments.ts'
import { fillCollection, seeded } from '../dataset.ts'
import { compare } from '../statistics/paired.ts'
import { type OverheadRow, print } from './report.ts'
import { CELLS, type Cell, measureAll, type Round } from './rounds.ts'

/** Least share of the throughput without metrics that is left with them. */
const LEAST_RATIO = 0.99
const HELP = `npm run bench -- metrics-overhead [--seconds S] [--rounds N] [--json]

Throughput of a pool that counts and of the same pool while it counts nothing, in many short rounds beside each other. Runs
on QDRANT_URL, else on the embedded server. Exit code 0 where the median of the rounds' ratios is at least ${LEAST_RATIO} in every
row, 1 where not. Beside it stands the processor time a call, of all threads of this process: on a machine that does other
work, too, it is the steadier figure.

  --seconds S  length of one half of one round (default 0.25)
  --rounds N   rounds of each row (default 60)
  --json       print one JSON object
`

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
  const collection = `bench-overhead-${randomUUID()}`
  const keeper = await createPool({ url, size: 1 })
  try {
    await fillCollection(keeper.client, collection)
    const measured = await measureAll({ url, size, collection, halfMs: seconds * 1000 }, rounds)
    const rows = CELLS.map((cell, index) => row(cell, measured[index] ?? []))
    const { version } = await keeper.client.versionInfo()
    const passed = rows.every((one) => one.passed)
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
    await keeper.client.deleteCollection(collection).catch(() => {})
    await keeper.close()
    await server?.close()
  }
}

function row(cell: Cell, all: readonly Round[]): OverheadRow {
  const rate = compare(
    all.map((round) => round.rate),
    seeded(3),
  )
  const cpu = compare(
    all.map((round) => round.cpu),
    seeded(3),
  )
  return { ...cell, rate, cpu, passed: rate.ratio >= LEAST_RATIO }
}
