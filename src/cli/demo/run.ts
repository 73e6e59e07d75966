import { performance } from 'node:perf_hooks'
import type { LocalServer } from '../../embedded/local-server.ts'
import type { Pool } from '../../pool/pool.ts'
import type { TextStream } from '../output/command-io.ts'
import { showProgress } from '../output/progress.ts'
import { COLLECTION, prepareCollection, storedIds } from './collection.ts'
import { countConnections } from './connections.ts'
import { documentRoots } from './document-roots.ts'
import { readDocuments } from './documents.ts'
import { type Passage, passagesOf } from './passages.ts'
import { askQuestions } from './questions.ts'
import type { DemoReport } from './report.ts'

export interface RunParts {
  readonly pool: Pool
  /** The embedded server, where the demo runs on it. */
  readonly server: LocalServer | undefined
  /** Where to tell how far it has come. */
  readonly progress: TextStream | undefined
  readonly signal: AbortSignal
}

/** Indexes what documents it finds, asks the questions, and tells what happened. */
export async function run({ pool, server, progress, signal }: RunParts): Promise<DemoReport> {
  const startedAt = performance.now()
  const client = pool.with({ signal })
  await prepareCollection(client)
  const documents = await readDocuments(documentRoots(process.cwd()))
  const passages = passagesOf(documents)
  const stored = await storedIds(
    client,
    passages.map(({ id }) => id),
  )
  const missing = passages.filter(({ id }) => !stored.has(id))
  progress?.write(`${documents.length} documents, ${passages.length} passages, ${stored.size} of them already there\n`)
  await store(pool, missing, progress, signal)
  const seconds = (performance.now() - startedAt) / 1000
  const questions = await askQuestions(pool, signal)
  const connections = await countConnections(server, pool)
  const stats = pool.stats()
  return {
    documents: documents.length,
    passages: passages.length,
    added: missing.length,
    seconds,
    connections,
    size: stats.size,
    questions,
    stats,
  }
}

async function store(
  pool: Pool,
  passages: readonly Passage[],
  stream: TextStream | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (passages.length === 0) return
  const progress = stream && showProgress(stream, { doing: 'Indexing', unit: 'passages', total: passages.length })
  try {
    await pool.ingest(COLLECTION, passages, { signal, onProgress: ({ stored }) => progress?.update(stored) })
  } finally {
    progress?.stop()
  }
}
