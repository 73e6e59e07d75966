import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { QdrantClient } from '@qdrant/js-client-rest'
import { table } from '../src/cli/output/table.ts'
import { startLocalServer } from '../src/embedded/local-server.ts'
import { createPool } from '../src/index.ts'
import { positive, positiveInteger } from './arguments.ts'
import { fillCollection, POINTS, randomVector, seeded } from './dataset.ts'
import { median, range, whole } from './figures.ts'
import { type Measurement, measureClosed } from './load/measurement.ts'

const CALLERS = [1, 10, 100]
const WARM_UP_MS = 300
const HELP = `npm run bench -- smoke [--seconds S] [--rounds N] [--size N] [--json]

Retrieve by id and query (384-d, top 10) side by side on one server: the pool, @qdrant/js-client-rest as it comes, and
the same with 'accept-encoding: identity'. Runs on QDRANT_URL, else on the embedded server.

  --seconds S  length of one cell of one round (default 1)
  --rounds N   interleaved rounds; medians are printed (default 3)
  --size N     workers of the pool (default: cores, at least 2)
  --json       print one JSON object
`

interface Peer {
  readonly name: string
  readonly client: QdrantClient
}

interface Row extends Measurement {
  readonly operation: string
  readonly callers: number
  readonly peer: string
  readonly spread: readonly [number, number]
}

export async function smoke(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seconds: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '3' },
      size: { type: 'string', default: String(Math.max(2, availableParallelism())) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(HELP)
  const seconds = positive('seconds', values.seconds)
  const rounds = positiveInteger('rounds', values.rounds)
  const size = positiveInteger('size', values.size)
  const server = process.env.QDRANT_URL ? undefined : await startLocalServer()
  const url = server?.url ?? (process.env.QDRANT_URL as string)
  const pool = await createPool({ url, size, minSize: size })
  const apiKey = process.env.QDRANT_API_KEY
  const key = apiKey === undefined ? {} : { apiKey }
  const peers: Peer[] = [
    { name: 'pool', client: pool.client },
    { name: 'js-client-rest', client: new QdrantClient({ url, ...key, checkCompatibility: false }) },
    {
      name: 'js-client-rest, identity',
      client: new QdrantClient({ url, ...key, checkCompatibility: false, headers: { 'accept-encoding': 'identity' } }),
    },
  ]
  const collection = `bench-smoke-${randomUUID()}`
  try {
    await fillCollection(pool.client, collection)
    const rows = await measure(peers, collection, seconds * 1000, rounds)
    const machine = {
      cores: availableParallelism(),
      node: process.version,
      server: await serverName(pool.client, server),
      size,
    }
    if (values.json) console.log(JSON.stringify({ machine, seconds, rounds, rows }, null, 1))
    else print(rows, machine, seconds, rounds)
  } finally {
    await pool.client.deleteCollection(collection).catch(() => {})
    await pool.close()
    await server?.close()
  }
}

async function measure(peers: readonly Peer[], collection: string, cellMs: number, rounds: number): Promise<Row[]> {
  const random = seeded(2)
  const queries = Array.from({ length: 100 }, () => randomVector(random))
  const operations = {
    retrieve: (client: QdrantClient) => (turn: number) =>
      client.retrieve(collection, { ids: [(turn * 7919) % POINTS] }),
    query: (client: QdrantClient) => (turn: number) =>
      client.query(collection, { query: queries[turn % queries.length] as number[], limit: 10 }),
  }
  const rows: Row[] = []
  for (const [operation, make] of Object.entries(operations)) {
    for (const callers of CALLERS) {
      const seen = new Map<Peer, Measurement[]>(peers.map((peer) => [peer, []]))
      for (const peer of peers) await measureClosed(make(peer.client), callers, WARM_UP_MS)
      for (let round = 0; round < rounds; round++) {
        for (const peer of peers) seen.get(peer)?.push(await measureClosed(make(peer.client), callers, cellMs))
      }
      for (const [peer, all] of seen) rows.push({ operation, callers, peer: peer.name, ...summarise(all) })
      process.stderr.write(process.stderr.isTTY ? `\r${operation}, ${callers} callers: done    ` : '')
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  return rows
}

function summarise(all: readonly Measurement[]): Measurement & { spread: [number, number] } {
  const rates = all.map((one) => one.opsPerSecond)
  return {
    opsPerSecond: median(rates),
    p50Ms: median(all.map((one) => one.p50Ms)),
    p95Ms: median(all.map((one) => one.p95Ms)),
    spread: range(rates),
  }
}

async function serverName(client: QdrantClient, local: unknown): Promise<string> {
  return local === undefined ? `Qdrant ${(await client.versionInfo()).version}` : 'the embedded server'
}

function print(
  rows: readonly Row[],
  machine: { cores: number; node: string; server: string; size: number },
  seconds: number,
  rounds: number,
): void {
  console.log(
    `${machine.cores} cores, Node ${machine.node}, ${machine.server}, pool size ${machine.size}; medians of ${rounds} interleaved rounds of ${seconds} s\n`,
  )
  const cells = rows.map((row) => {
    const pool = rows.find(
      (other) => other.peer === 'pool' && other.operation === row.operation && other.callers === row.callers,
    )
    const ratio =
      row.peer === 'pool' || pool === undefined ? '' : `${(pool.opsPerSecond / row.opsPerSecond).toFixed(1)}x`
    return [
      row.operation,
      String(row.callers),
      row.peer,
      whole(row.opsPerSecond),
      `${whole(row.spread[0])}-${whole(row.spread[1])}`,
      row.p50Ms.toFixed(2),
      row.p95Ms.toFixed(2),
      ratio,
    ]
  })
  const header = ['operation', 'callers', 'client', 'ops/s', 'min-max', 'p50 ms', 'p95 ms', 'pool ahead']
  console.log(table([header, ...cells], ['left', 'right', 'left', 'right', 'right', 'right', 'right', 'right']))
}
