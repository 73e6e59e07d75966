// Semantic search whose hits are put in order by a task of one's own, in the worker that found them: the candidates and
// their vectors never reach the main thread.
import { createPool, hashing } from 'qdrant-worker-pool'

const texts = [
  'A worker thread owns one connection, and nothing else opens a second one.',
  'The sea was calm; threads of light lay on the water, and the workers went home.',
  'An idle worker is taken last in, first out, so that the pool can shrink.',
  'Each thread checks its own connection every minute.',
]

const pool = await createPool({ url: process.env.QDRANT_URL ?? ':memory:', size: 2, embedder: hashing() })
try {
  await pool.ingest(
    'example-rerank',
    texts.map((text) => ({ text })),
    { createCollection: true },
  )

  const { call } = pool.task(new URL('./rerank.js', import.meta.url))
  const input = { collection: 'example-rerank', question: 'which worker thread owns a connection?', limit: 2 }
  for (const { score, text } of await call('rerank', input, { timeoutMs: 5_000 })) {
    console.log(`${score.toFixed(3)}  ${text}`)
  }
} finally {
  await pool.close()
}
