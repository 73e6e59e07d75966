import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { QdrantClient } from '../../src/base/qdrant-client.ts'
import { createPool, transformers } from '../../src/index.ts'
import { DIMENSION, MODEL } from '../../test/model/model.ts'
import { list, positiveInteger, someOf } from '../arguments.ts'
import { machineOf } from '../server/machine.ts'
import { openServer, type Server } from '../server/server.ts'
import { openMainThreadPeer } from './main-thread-peer.ts'
import { type MemoryResult, measureMemory } from './memory.ts'
import { LIBRARY_FOLDER } from './model.ts'
import { isFlat, isLike, type ModelResult, modelRows, printMachine, printMemory, printModel } from './report.ts'
import { CLIENTS, type Client, runRounds } from './rounds.ts'
import { likenessOf } from './same-points.ts'
import { documentTexts } from './texts.ts'

const PARTS = ['model', 'memory'] as const
const HELP = `npm run bench -- pipeline [options]

Part model: pool.ingest with 2 workers beside what a program does without it: the same model on the main thread with its
default threads, then @qdrant/js-client-rest. Documents a second, and how late the main thread's timers come. Needs the
model in ../shared/models and what \`npm run test:model\` installs.
Part memory: a generated JSONL through hashing(); this process's memory all the while.
Runs on QDRANT_URL (127.0.0.1 only), else on the embedded server in a process of its own. Exit code 1 where a figure misses
its target.

  --part LIST      model, memory (default: both)
  --batch LIST     embedding batches of part model (default 8,32)
  --documents N    passages a round (default 128)
  --rounds N       rounds (default 5)
  --records N      records of part memory (default 3000000: heaps grow for the first ten seconds)
  --json           print one JSON object
`

interface Options {
  readonly batchSizes: readonly number[]
  readonly documents: number
  readonly rounds: number
}

export async function pipeline(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      part: { type: 'string', default: PARTS.join(',') },
      batch: { type: 'string', default: '8,32' },
      documents: { type: 'string', default: '128' },
      rounds: { type: 'string', default: '5' },
      records: { type: 'string', default: '3000000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return void process.stdout.write(HELP)
  const parts = someOf('part', values.part, PARTS)
  const options: Options = {
    batchSizes: list('batch', values.batch).map((text) => positiveInteger('batch', text)),
    documents: positiveInteger('documents', values.documents),
    rounds: positiveInteger('rounds', values.rounds),
  }
  const records = positiveInteger('records', values.records)
  const server = await openServer(process.env.QDRANT_URL, process.env.QDRANT_API_KEY)
  try {
    const machine = machineOf(server)
    if (!values.json) printMachine(machine)
    const model = parts.includes('model') ? await modelPart(server, options) : undefined
    if (model !== undefined && !values.json) printModel(model, options.rounds)
    const memory = parts.includes('memory') ? await memoryPart(server, records) : undefined
    if (memory !== undefined && !values.json) printMemory(memory)
    const rows = model && modelRows(model)
    const passed =
      (rows?.every((row) => row.passed) ?? true) &&
      (model === undefined || isLike(model.likeness)) &&
      (memory === undefined || isFlat(memory))
    if (values.json)
      console.log(JSON.stringify({ machine, model: model && { ...model, rows }, memory, passed }, null, 1))
    process.exitCode = passed ? 0 : 1
  } finally {
    await server.close()
  }
}

async function modelPart({ url }: Server, { batchSizes, documents, rounds }: Options): Promise<ModelResult> {
  const texts = documentTexts(documents)
  const run = randomUUID()
  const collections = Object.fromEntries(CLIENTS.map((client, index) => [client, `bench-pipeline-${run}-${index}`]))
  const keeper = new QdrantClient({ url, checkCompatibility: false })
  const peer = await openMainThreadPeer(url)
  const pool = await createPool({ url, size: 2, minSize: 2, embedder: model() })
  try {
    const measured = await runRounds(
      {
        pool,
        peer,
        texts,
        collections: collections as Record<Client, string>,
        recreate: async (collection) => {
          await keeper.deleteCollection(collection)
          await keeper.createCollection(collection, { vectors: { size: DIMENSION, distance: 'Cosine' } })
        },
        tell: ({ client, batchSize, documentsPerSecond }) =>
          console.error(`${client}, batches of ${batchSize}: ${documentsPerSecond.toFixed(1)} documents/s`),
      },
      batchSizes,
      rounds,
    )
    const likeness = await likenessOf(
      keeper,
      collections.pool as string,
      collections['main thread'] as string,
      documents,
    )
    return { documents, rounds: measured, likeness }
  } finally {
    for (const collection of Object.values(collections)) await keeper.deleteCollection(collection).catch(() => {})
    await pool.close()
    await peer.close()
  }
}

/** The library is found from the working folder. */
function model(): ReturnType<typeof transformers> {
  const before = process.cwd()
  process.chdir(LIBRARY_FOLDER)
  try {
    return transformers(MODEL)
  } finally {
    process.chdir(before)
  }
}

async function memoryPart({ url }: Server, records: number): Promise<MemoryResult> {
  let told = 0
  return measureMemory(url, `bench-pipeline-${randomUUID()}`, records, (stored) => {
    const tenths = Math.floor((stored / records) * 10)
    if (tenths === told) return
    told = tenths
    console.error(`${tenths * 10} % stored, ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB`)
  })
}
