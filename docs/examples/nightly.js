// A nightly re-index: run it from cron. A run that was ended, even by kill -9, goes on where it stopped; a run after a
// complete one embeds only what has changed; records that cannot be stored are set aside, and the rest goes on.
//
//   node nightly.js records.jsonl
import { createPool, hashing } from 'qdrant-worker-pool'

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('Usage: node nightly.js records.jsonl')

const interrupt = new AbortController()
process.once('SIGTERM', () => interrupt.abort(new Error('stopped; the next run goes on from here')))

const where = process.env.QDRANT_URL === undefined ? { path: './nightly-data' } : { url: process.env.QDRANT_URL }
const pool = await createPool({ ...where, name: 'nightly', embedder: hashing() })
try {
  const report = await pool.ingest('example-nightly', file, {
    createCollection: true,
    checkpoint: `${file}.checkpoint`,
    deadLetter: `${file}.failed`,
    maxFailures: 100,
    signal: interrupt.signal,
    onProgress: ({ stored, perSecond, etaMs }) => {
      const left = etaMs === undefined ? '' : `, ${Math.ceil(etaMs / 1000)} s left`
      process.stderr.write(`${stored} stored, ${Math.round(perSecond)} a second${left}\n`)
    },
  })
  console.log(`${report.stored} stored, ${report.embedded} of them embedded now, ${report.failed} set aside`)
  for (const { at, reason } of report.failures) console.log(`  ${at}: ${reason}`)
} finally {
  await pool.close()
}
