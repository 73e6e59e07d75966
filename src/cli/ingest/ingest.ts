import { type Clock, systemClock } from '../../base/clock.ts'
import { LIMITS } from '../../base/limits.ts'
import type { IngestOptions } from '../../pipeline/ingest/options.ts'
import { openSockets } from '../../pool/pool.ts'
import { painter } from '../output/colour.ts'
import { type CommandIo, terminalOnly } from '../output/command-io.ts'
import { INTERRUPTED } from '../output/exit-codes.ts'
import { figure } from '../output/figures.ts'
import { jsonLine } from '../output/json-line.ts'
import { printable } from '../output/printable.ts'
import { chooseEmbedder } from '../shared/embedder-option.ts'
import { wholeNumber } from '../shared/flag-values.ts'
import { type CommandPool, onPool } from '../shared/open-pool.ts'
import { chooseServer, serverText } from '../shared/server-choice.ts'
import { inServerWords } from '../shared/server-words.ts'
import { HELP, ingestOptions, parseIngest } from './options.ts'
import { type ShownProgress, showIngest } from './progress.ts'
import { type IngestSummary, renderSummary } from './report.ts'
import { type OpenSource, openSource } from './source.ts'

interface Job {
  readonly collection: string
  readonly options: IngestOptions
  readonly source: OpenSource
  readonly pool: CommandPool
}

/**
 * Runs the command `ingest` and answers with its exit code.
 *
 * @throws {UsageError} on arguments it does not take; {QdrantPoolError} when it ends early
 */
export async function runIngest(argv: string[], io: CommandIo, clock: Clock = systemClock): Promise<number> {
  const { flags, paths } = parseIngest(argv)
  if (flags.help) {
    io.stdout.write(HELP)
    return 0
  }
  const { collection, options } = ingestOptions(flags)
  const chosen = chooseEmbedder(flags, io.env)
  const pool = {
    server: chooseServer(flags, io.env),
    embedder: chosen.embedder,
    size: wholeNumber('workers', flags.workers, 1, LIMITS.mostWorkers),
    name: 'ingest',
  }
  const source = openSource(paths, io)
  const stream = flags.json ? terminalOnly(io.stderr) : io.stderr
  stream?.write(`Storing in ${printable(collection)} on ${serverText(pool.server)} with ${printable(chosen.name)}\n`)
  const progress = showIngest(stream, io.env, source.share, clock)
  try {
    const summary = await ingest({ collection, options, source, pool }, progress, io)
    io.stdout.write(flags.json ? jsonLine(summary) : readable(summary, options, io))
    return 0
  } catch (error) {
    const { aborted } = io.signal
    if (aborted || progress.latest.read > 0) io.stderr.write(howFar(progress.latest.stored, options, aborted))
    if (aborted) return INTERRUPTED
    throw inServerWords(error)
  }
}

async function ingest(job: Job, progress: ShownProgress, io: CommandIo): Promise<IngestSummary> {
  const { collection, options, source, pool: wanted } = job
  try {
    return await onPool(wanted, io, async (pool) => {
      const onProgress = progress.update
      const report = await pool.ingest(collection, source.source, { ...options, onProgress, signal: io.signal })
      const { server } = wanted
      const where = 'url' in server ? { url: server.url, path: null } : { url: null, path: server.path }
      return { collection, ...where, ...report, size: pool.stats().size, connections: openSockets(pool) }
    })
  } finally {
    progress.stop()
  }
}

function readable(summary: IngestSummary, { deadLetter }: IngestOptions, { stdout, env }: CommandIo): string {
  return `\n${renderSummary(summary, { deadLetter, columns: stdout.columns }, painter(stdout, env))}\n`
}

/** What a run that has ended early leaves, and how to go on. */
function howFar(stored: number, { checkpoint }: IngestOptions, interrupted: boolean): string {
  const far = `${interrupted ? 'Stopped' : 'Ended early'}: ${figure(stored)} records are stored.`
  const on =
    checkpoint === undefined
      ? 'With --checkpoint FILE the same command would go on from where it stopped.'
      : `The same command goes on from there: ${printable(String(checkpoint))} remembers it.`
  return `${far} ${on}\n`
}
