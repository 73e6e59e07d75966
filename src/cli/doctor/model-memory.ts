import { startLocalServer } from '../../embedded/local-server.ts'
import { Regions } from '../../metrics/regions.ts'
import { openPool } from '../../pool/create-pool.ts'
import type { ChosenEmbedder } from '../shared/embedder-option.ts'

/** A model may be large, and come from a slow disk. */
export const LOAD_LIMIT_MS = 30_000

/** Loads the embedder in one worker, beside a server that needs no network, and sees by how many bytes the process has grown. */
export async function weighModel({ embedder }: ChosenEmbedder): Promise<number> {
  const server = await startLocalServer()
  try {
    const before = process.memoryUsage.rss()
    const options = { url: server.url, embedder, size: 1, acquireTimeoutMs: LOAD_LIMIT_MS, monitor: false }
    const pool = await openPool({ ...options, name: 'doctor' }, new Regions(), {})
    try {
      return Math.max(0, process.memoryUsage.rss() - before)
    } finally {
      await pool.close({ timeoutMs: 0 })
    }
  } finally {
    await server.close()
  }
}
