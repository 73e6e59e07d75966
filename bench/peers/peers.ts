import { interruptible } from '../interrupt.ts'
import { openServer } from '../server/server.ts'
import { Collections } from '../workload/collections.ts'
import { prepareData } from '../workload/data.ts'
import { USUAL_SHAPE } from '../workload/shape.ts'
import { ALL_PEERS } from './all-peers.ts'
import { helpText, type PeersOptions, parseOptions } from './options.ts'
import { runAll } from './run-all.ts'

const NAMES = ALL_PEERS.map(({ name }) => name)

export async function peers(argv: readonly string[]): Promise<void> {
  const options = parseOptions(argv, NAMES)
  if (options === undefined) return void process.stdout.write(helpText(NAMES))
  await interruptible((signal) => run(options, signal))
}

async function run(options: PeersOptions, signal: AbortSignal): Promise<void> {
  const apiKey = process.env.QDRANT_API_KEY || undefined
  const server = await openServer(process.env.QDRANT_URL, apiKey)
  try {
    const collections = new Collections(server, apiKey, USUAL_SHAPE, signal)
    try {
      await runAll(options, { server, apiKey, size: options.size, data: prepareData(USUAL_SHAPE), signal }, collections)
    } finally {
      await collections.deleteAll()
    }
  } finally {
    await server.close()
  }
}
