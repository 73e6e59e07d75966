import type { EmbedderDescription } from '../../base/options.ts'
import { unlessAborted } from '../../base/unless-aborted.ts'
import { createPool } from '../../pool/create-pool.ts'
import type { Pool } from '../../pool/pool.ts'
import type { ServerChoice } from './server-choice.ts'

export interface CommandPool {
  readonly server: ServerChoice
  readonly embedder: EmbedderDescription
  /** @default as createPool's `size` */
  readonly size: number | undefined
  readonly name: string
}

/** Runs `work` on a pool that is closed whatever happens. Ctrl-C does not wait for a server that never answers. */
export async function onPool<T>(
  { server, embedder, size, name }: CommandPool,
  signal: AbortSignal,
  work: (pool: Pool) => Promise<T>,
): Promise<T> {
  const opening = createPool({ ...server, embedder, name, ...(size !== undefined && { size, minSize: 1 }) })
  const pool = await unlessAborted(opening, signal)
  try {
    return await work(pool)
  } finally {
    await pool.close()
  }
}
