import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createPool, hashing } from '../../src/index.ts'
import { slopeOf } from '../statistics/slope.ts'

/** Vectors as short as this keep the server small; the client's memory is what is looked at. */
const DIMENSION = 32
const SAMPLE_MS = 250
/** This share of the records is the warm-up: heaps grow to their size, code is compiled. */
const WARM_UP = 0.2

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
      slopeMb: slopeOf(warm.map((one) => [one.stored, one.rssMb])) * 100_000,
      samples,
    }
  } finally {
    clearInterval(timer)
    await pool.client.deleteCollection(collection).catch(() => {})
    await pool.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** In a process of its own: what it takes is not what is looked at. Answers with the file's size in bytes. */
async function writeRecords(file: string, records: number): Promise<number> {
  const program = fileURLToPath(new URL('./write-records.ts', import.meta.url))
  const child = spawn(process.execPath, [program, file, String(records)], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`The records were not written: exit code ${code}`)
  return (await stat(file)).size
}
