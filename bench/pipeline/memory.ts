import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPool, hashing } from '../../src/index.ts'
import { seeded } from '../dataset.ts'
import { straightLine } from './straight-line.ts'

/** Vectors as short as this keep the server small; the client's memory is what is looked at. */
const DIMENSION = 32
const SAMPLE_MS = 250
/** This share of the records is the warm-up: heaps grow to their size, code is compiled. */
const WARM_UP = 0.2
const WORDS = 'amber basin cedar delta ember fjord grove harbor inlet jungle kelp lagoon meadow nectar oasis prairie'

export interface MemoryResult {
  readonly records: number
  readonly fileMb: number
  readonly perSecond: number
  readonly peakMb: number
  readonly atWarmUpMb: number
  readonly atEndMb: number
  /** Of a straight line through the samples after the warm-up, in MB per 100,000 records. */
  readonly slopeMb: number
  readonly samples: readonly { readonly stored: number; readonly rssMb: number }[]
}

/** Ingests a generated JSONL file with 2 workers and looks at this process's memory all the while. */
export async function measureMemory(
  url: string,
  collection: string,
  records: number,
  tell: (stored: number) => void,
): Promise<MemoryResult> {
  const folder = await mkdtemp(join(tmpdir(), 'qdrant-worker-pool-bench-'))
  const pool = await createPool({ url, size: 2, minSize: 2, embedder: hashing({ dimension: DIMENSION }) })
  const samples: { stored: number; rssMb: number }[] = []
  let stored = 0
  const sample = () => void samples.push({ stored, rssMb: process.memoryUsage.rss() / 2 ** 20 })
  const timer = setInterval(sample, SAMPLE_MS)
  try {
    const file = join(folder, 'records.jsonl')
    const fileBytes = await writeRecords(file, records)
    const report = await pool.ingest(collection, file, {
      batchSize: 256,
      createCollection: { hnsw_config: { m: 0 } },
      onProgress: (progress) => {
        stored = progress.stored
        tell(stored)
      },
    })
    sample()
    const warm = samples.filter((one) => one.stored >= records * WARM_UP)
    return {
      records: report.stored,
      fileMb: fileBytes / 2 ** 20,
      perSecond: report.perSecond,
      peakMb: Math.max(...samples.map(({ rssMb }) => rssMb)),
      atWarmUpMb: warm[0]?.rssMb ?? 0,
      atEndMb: warm.at(-1)?.rssMb ?? 0,
      slopeMb: straightLine(warm.map((one) => [one.stored, one.rssMb])).slope * 100_000,
      samples,
    }
  } finally {
    clearInterval(timer)
    await pool.client.deleteCollection(collection).catch(() => {})
    await pool.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeRecords(file: string, records: number): Promise<number> {
  const words = WORDS.split(' ')
  const random = seeded(7)
  const word = () => words[Math.floor(random() * words.length)]
  const stream = createWriteStream(file)
  for (let id = 0; id < records; id++) {
    const text = `${word()} ${word()} ${word()} ${word()} ${word()} number ${id}`
    if (!stream.write(`${JSON.stringify({ id, text })}\n`)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
  return stream.bytesWritten
}
