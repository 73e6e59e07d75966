import { parseArgs } from 'node:util'
import type { SearchOptions } from '../../pipeline/search.ts'
import { UsageError } from '../output/usage-error.ts'
import { given, required, wholeNumber } from '../shared/flag-values.ts'
import { POOL_FLAGS, POOL_HELP } from '../shared/pool-flags.ts'

export const HELP = `Usage: qdrant-worker-pool search <text…> --collection NAME [options]

Embeds the text and shows the stored points that are nearest to it, best first.

  --limit N               how many (default: 5)
  --filter JSON           only points that match, as in
                          '{"must":[{"key":"lang","match":{"value":"en"}}]}'
  --text-key KEY          payload key that keeps the text (default: text)
  --vector-name NAME      name of the vector in a collection with several
  --sparse-vector NAME    search by words, too: the sparse vector that ingest stored them in
${POOL_HELP}
  --json                  print the points as one list
  --help                  print this

The embedder must be the one that the collection was filled with.
`
/** What a terminal shows without scrolling. */
const LIMIT = 5

const FLAGS = {
  ...POOL_FLAGS,
  limit: { type: 'string' },
  filter: { type: 'string' },
  'text-key': { type: 'string', default: 'text' },
  'vector-name': { type: 'string' },
  'sparse-vector': { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

export function parseSearch(argv: string[]) {
  const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options: FLAGS })
  return { flags: values, text: positionals.join(' ').trim() }
}

type Flags = ReturnType<typeof parseSearch>['flags']

/** @throws {UsageError} */
export function searchOptions(flags: Flags): { collection: string; options: SearchOptions } {
  const collection = required('collection', flags.collection, 'search "how to index" --collection docs')
  const options = given({
    limit: wholeNumber('limit', flags.limit, 1) ?? LIMIT,
    filter: flags.filter === undefined ? undefined : filterOf(flags.filter),
    vectorName: flags['vector-name'],
    sparseVectorName: flags['sparse-vector'],
  })
  return { collection, options }
}

function filterOf(text: string): NonNullable<SearchOptions['filter']> {
  try {
    const filter: unknown = JSON.parse(text)
    if (typeof filter === 'object' && filter !== null && !Array.isArray(filter)) return filter
  } catch {
    // Told below, together with JSON that is no object.
  }
  throw new UsageError(`Expected --filter to be a JSON object, got ${JSON.stringify(text)}`)
}
