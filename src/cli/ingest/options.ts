import { parseArgs } from 'node:util'
import type { IngestOptions } from '../../pipeline/ingest/options.ts'
import { given, required, wholeNumber } from '../shared/flag-values.ts'
import { POOL_FLAGS, POOL_HELP } from '../shared/pool-flags.ts'

export const HELP = `Usage: qdrant-worker-pool ingest <files…> --collection NAME [options]

Embeds and stores the records of JSONL files (also gzipped), and of folders of markdown and text.
A line of JSONL is { "id"?, "text" or "vector", "payload"? }; - reads such lines from stdin.
The collection is created where it does not exist. Without ids, the same text is stored once.

  --text-key KEY          payload key that keeps the text (default: text)
  --vector-name NAME      name of the vector in a collection with several
  --sparse-vector NAME    store the words of each text too, for hybrid search
  --batch-size N          most records embedded and stored together (default: 64)
  --checkpoint FILE       remember how far it has come: the same command goes on from there
  --dead-letter FILE      write the records here that cannot be stored, and go on
  --max-failures N        end when more records than these have failed
                          (default: no bound with --dead-letter, else 0)
${POOL_HELP}
  --json                  print one object: what was read, stored and failed, how fast, and where
  --help                  print this

Exit code 0: every record is stored, or failed as was allowed. 1: it ended early.
`

const FLAGS = {
  ...POOL_FLAGS,
  'text-key': { type: 'string' },
  'vector-name': { type: 'string' },
  'sparse-vector': { type: 'string' },
  'batch-size': { type: 'string' },
  checkpoint: { type: 'string' },
  'dead-letter': { type: 'string' },
  'max-failures': { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

export function parseIngest(argv: string[]) {
  const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options: FLAGS })
  return { flags: values, paths: positionals }
}

type Flags = ReturnType<typeof parseIngest>['flags']

/** @throws {UsageError} */
export function ingestOptions(flags: Flags): { collection: string; options: IngestOptions } {
  const collection = required('collection', flags.collection, 'ingest docs.jsonl --collection docs')
  const options = given({
    textKey: flags['text-key'],
    vectorName: flags['vector-name'],
    sparseVectorName: flags['sparse-vector'],
    batchSize: wholeNumber('batch-size', flags['batch-size'], 1),
    checkpoint: flags.checkpoint,
    deadLetter: flags['dead-letter'],
    maxFailures: wholeNumber('max-failures', flags['max-failures'], 0),
  })
  return { collection, options: { createCollection: true, ...options } }
}
