// Indexes a folder of markdown and text, and asks it a question.
//
//   node index-folder.js FOLDER "a question"
//
// On QDRANT_URL, else on a server of its own that keeps nothing.
import { createPool, hashing } from 'qdrant-worker-pool'

const [folder = '.', question = 'how do I limit the number of connections?'] = process.argv.slice(2)

const pool = await createPool({ url: process.env.QDRANT_URL ?? ':memory:', size: 2, embedder: hashing() })
try {
  const report = await pool.ingest('example-folder', folder, { createCollection: true })
  console.log(`${report.stored} passages in ${report.seconds.toFixed(1)} s`)
  for (const { score, payload } of await pool.search('example-folder', question, { limit: 3 })) {
    console.log(`${score.toFixed(3)}  ${payload.source}  ${payload.text.replace(/\s+/g, ' ').slice(0, 80)}`)
  }
} finally {
  await pool.close()
}
