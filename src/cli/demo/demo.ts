import { parseArgs } from 'node:util'
import { readEnvironment } from '../../base/environment.ts'
import { unlessAborted } from '../../base/unless-aborted.ts'
import { startLocalServer } from '../../embedded/local-server.ts'
import { createPool } from '../../pool/create-pool.ts'
import { hashing } from '../../text/hashing.ts'
import { painter } from '../output/colour.ts'
import { type CommandIo, type TextStream, terminalOnly } from '../output/command-io.ts'
import { INTERRUPTED } from '../output/exit-codes.ts'
import { DIMENSION } from './collection.ts'
import { type DemoReport, renderAnswers, renderFigures } from './report.ts'
import { type RunParts, run } from './run.ts'

const HELP = `Usage: qdrant-worker-pool demo [--json]

Indexes the documentation of the installed packages and answers five questions about it,
on the server at QDRANT_URL, or else on the embedded server.

  --json  print one object: documents, passages, added, seconds, connections, size, questions, stats
  --help  print this
`

/**
 * Runs the command `demo` and answers with its exit code.
 *
 * @throws {TypeError} on arguments it does not take; {QdrantPoolError} when the server cannot be used
 */
export async function runDemo(argv: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({ args: argv, options: { json: { type: 'boolean' }, help: { type: 'boolean' } } })
  if (values.help) {
    io.stdout.write(HELP)
    return 0
  }
  try {
    const report = await runOnServer(io, values.json ? terminalOnly(io.stderr) : io.stdout)
    io.stdout.write(values.json ? `${JSON.stringify(report)}\n` : readable(report, io))
    return 0
  } catch (error) {
    if (!io.signal.aborted) throw error
    io.stderr.write('Stopped: the pool and its connections are closed.\n')
    return INTERRUPTED
  }
}

async function runOnServer({ env, signal }: CommandIo, progress: TextStream | undefined): Promise<DemoReport> {
  const { url } = readEnvironment(env)
  if (url !== undefined) return runOnPool(url, { server: undefined, progress, signal })
  const server = await startLocalServer()
  try {
    return await runOnPool(server.url, { server, progress, signal })
  } finally {
    await server.close()
  }
}

async function runOnPool(url: string, parts: Omit<RunParts, 'pool'>): Promise<DemoReport> {
  const opening = createPool({ url, embedder: hashing({ dimension: DIMENSION }), name: 'demo' })
  // Ctrl-C does not wait for a server that never answers.
  const pool = await unlessAborted(opening, parts.signal)
  try {
    return await run({ pool, ...parts })
  } finally {
    await pool.close()
  }
}

function readable(report: DemoReport, { stdout, env }: CommandIo): string {
  const paint = painter(stdout, env)
  return `\n${renderAnswers(report.questions, paint)}\n\n${renderFigures(report, paint)}\n`
}
