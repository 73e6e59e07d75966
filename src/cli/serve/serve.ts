import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { startLocalServer } from '../../embedded/local-server.ts'
import type { CommandIo } from '../output/command-io.ts'
import { UsageError } from '../output/usage-error.ts'

const HELP = `Usage: qdrant-worker-pool serve [--port PORT] [--path FOLDER] [--json]

Runs the embedded Qdrant-compatible server on 127.0.0.1 until Ctrl-C. It is for demos, tests and small jobs.

  --port PORT    port to listen on (default: a free one)
  --path FOLDER  keep the data in this folder (default: in memory, gone at the end)
  --json         print { url, port, path } as one line of JSON
`

export async function runServe(argv: string[], { stdout, signal }: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      port: { type: 'string' },
      path: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    stdout.write(HELP)
    return 0
  }
  const { path } = values
  const port = values.port === undefined ? undefined : portOf(values.port)
  const server = await startLocalServer({ ...(path !== undefined && { path }), ...(port !== undefined && { port }) })
  // The server's thread does not hold the process up; this does, until Ctrl-C.
  const hold = setInterval(() => {}, 2 ** 30)
  try {
    const where = path === undefined ? 'in memory' : `in ${path}`
    if (values.json) stdout.write(`${JSON.stringify({ url: server.url, port: server.port, path: path ?? null })}\n`)
    else stdout.write(`Listening on ${server.url} (data ${where}). Ctrl-C ends it.\n`)
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    clearInterval(hold)
    await server.close()
  }
  return 0
}

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new UsageError(`Expected --port to be a whole number from 1 to 65535, got ${JSON.stringify(text)}`)
}
