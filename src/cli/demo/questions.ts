import type { Pool } from '../../pool/pool.ts'
import { COLLECTION } from './collection.ts'

/** About packages that every installation of this one has. */
const QUESTIONS = [
  'transfer an ArrayBuffer to a worker',
  'keep connections alive between requests',
  'generate a UUID from a name and a namespace',
  'draw a progress bar in the terminal',
  'record latencies in a histogram',
] as const
const HITS = 3

export interface Hit {
  readonly id: string | number
  readonly score: number
  readonly source: string
  readonly text: string
}

export interface Answer {
  readonly question: string
  /** The best passages, best first. */
  readonly hits: readonly Hit[]
}

export async function askQuestions(pool: Pool, signal: AbortSignal): Promise<Answer[]> {
  return Promise.all(
    QUESTIONS.map(async (question) => {
      const points = await pool.search(COLLECTION, question, { limit: HITS, signal })
      const hits = points.map(({ id, score, payload }) => ({
        id,
        score,
        source: String(payload?.source),
        text: String(payload?.text),
      }))
      return { question, hits }
    }),
  )
}
