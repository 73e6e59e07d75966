// An ingest in a process of its own, to be killed at any moment: node ingest-program.ts URL FOLDER
import { join } from 'node:path'
import { createPool } from '../../src/index.ts'

const [url = '', folder = ''] = process.argv.slice(2)
const module = new URL('./logging-embedder.ts', import.meta.url)
const options = { log: join(folder, 'embedded.log'), pauseMs: 4 }
const pool = await createPool({ url, size: 2, minSize: 2, embedder: { module, options } })
const report = await pool.ingest('killed', join(folder, 'records.jsonl'), {
  batchSize: 8,
  createCollection: true,
  checkpoint: join(folder, 'checkpoint'),
  deadLetter: join(folder, 'failed.jsonl'),
  onProgress: ({ stored, failed }) => process.stdout.write(`${stored + failed}\n`),
})
await pool.close()
process.stdout.write(`${JSON.stringify(report)}\n`)
