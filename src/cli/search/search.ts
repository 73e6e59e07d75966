import { existsSync } from 'node:fs'
import { QdrantPoolError } from '../../base/errors.ts'
import { LIMITS } from '../../base/limits.ts'
import { ApiError } from '../../base/qdrant-client.ts'
import type { ScoredPoint } from '../../pipeline/search.ts'
import type { Pool } from '../../pool/pool.ts'
import { painter } from '../output/colour.ts'
import { type CommandIo, terminalOnly } from '../output/command-io.ts'
import { INTERRUPTED } from '../output/exit-codes.ts'
import { jsonLine } from '../output/json-line.ts'
import { printable } from '../output/printable.ts'
import { UsageError } from '../output/usage-error.ts'
import { chooseEmbedder } from '../shared/embedder-option.ts'
import { wholeNumber } from '../shared/flag-values.ts'
import { onPool } from '../shared/open-pool.ts'
import { chooseServer, type ServerChoice, serverText } from '../shared/server-choice.ts'
import { inServerWords } from '../shared/server-words.ts'
import { renderHits } from './hits.ts'
import { HELP, parseSearch, searchOptions } from './options.ts'

const USUAL_COLUMNS = 80
/** Enough to find the one that was meant. */
const MOST_NAMES = 10

/**
 * Runs the command `search` and answers with its exit code.
 *
 * @throws {UsageError} on arguments it does not take; {QdrantPoolError} where there is nothing to search in
 */
export async function runSearch(argv: string[], io: CommandIo): Promise<number> {
  const { flags, text } = parseSearch(argv)
  if (flags.help) {
    io.stdout.write(HELP)
    return 0
  }
  if (text === '') throw new UsageError('Expected a text to search for')
  const { collection, options } = searchOptions(flags)
  const server = chooseServer(flags, io.env)
  const { embedder, name } = chooseEmbedder(flags, io.env)
  const size = wholeNumber('workers', flags.workers, 1, LIMITS.mostWorkers)
  checkFolder(server)

  const stream = flags.json ? terminalOnly(io.stderr) : io.stderr
  stream?.write(`Searching ${printable(collection)} on ${serverText(server)} with ${printable(name)}\n`)
  try {
    const points = await onPool({ server, embedder, size, name: 'search' }, io, (pool) =>
      pool
        .search(collection, text, { ...options, signal: io.signal })
        .catch(async (error: unknown) => Promise.reject(await explained(error, pool, collection))),
    )
    io.stdout.write(flags.json ? jsonLine(points) : readable(points, text, flags['text-key'], io))
    return 0
  } catch (error) {
    if (!io.signal.aborted) throw error
    io.stderr.write('Stopped.\n')
    return INTERRUPTED
  }
}

/** The embedded server would make the folder, and have nothing in it. */
function checkFolder(server: ServerChoice): void {
  if ('url' in server || existsSync(server.path)) return
  throw new QdrantPoolError('NO_DATA', `There is no folder ${JSON.stringify(server.path)} to search in`, {
    solutions: ['Name the server: --url URL, or QDRANT_URL', 'Fill the folder first: qdrant-worker-pool ingest'],
  })
}

function readable(points: readonly ScoredPoint[], text: string, textKey: string, { stdout, env }: CommandIo): string {
  if (points.length === 0) return 'Nothing found.\n'
  const columns = stdout.columns || USUAL_COLUMNS
  return `\n${renderHits(points, { text, textKey, columns }, painter(stdout, env))}\n`
}

async function explained(error: unknown, pool: Pool, collection: string): Promise<unknown> {
  if (!(error instanceof ApiError)) return error
  if (error.status === 404) return noCollection(collection, await collectionNames(pool))
  return inServerWords(error, [
    'Search with the embedder, and the names of vectors, that the collection was filled with',
  ])
}

async function collectionNames(pool: Pool): Promise<string[]> {
  try {
    return (await pool.client.getCollections()).collections.map(({ name }) => name).sort()
  } catch {
    return []
  }
}

function noCollection(collection: string, names: readonly string[]): QdrantPoolError {
  const shown = names.slice(0, MOST_NAMES).map(printable).join(', ')
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''
  const there = names.length === 0 ? 'The server has no collections' : `The server has ${shown}${more}`
  return new QdrantPoolError('NO_COLLECTION', `There is no collection ${JSON.stringify(collection)}`, {
    solutions: [there, `Fill it: qdrant-worker-pool ingest docs.jsonl --collection ${printable(collection)}`],
  })
}
