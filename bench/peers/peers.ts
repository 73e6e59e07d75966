import { openServer } from '../server/server.ts'
import { Collections } from '../workload/collections.ts'
import { prepareData } from '../workload/data.ts'
import { USUAL_SHAPE } from '../workload/shape.ts'
import { ALL_PEERS } from './all-peers.ts'
import { helpText, type PeersOptions, parseOptions } from './options.ts'
import { runAll } from './run-all.ts'

const NAMES = ALL_PEERS.map(({ name }) => name)
const INTERRUPTED = 130

export async function peers(argv: readonly string[]): Promise<void> {
  const options = parseOptions(argv, NAMES)
  if (options === undefined) return void process.stdout.write(helpText(NAMES))
  const interrupt = new AbortController()
  const abort = () => interrupt.abort()
  // The first Ctrl-C lets the bench take its collections away; a second one ends the process in the ordinary way.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, abort)
  try {
    await run(options, interrupt.signal)
  } catch (error) {
    if (!interrupt.signal.aborted) throw error
    process.exitCode = INTERRUPTED
  }
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
