import type { EmbedderDescription } from '../../base/options.ts'
import { unlessAborted } from '../../base/unless-aborted.ts'
import { Regions } from '../../metrics/regions.ts'
import { openPool } from '../../pool/create-pool.ts'
import type { Pool } from '../../pool/pool.ts'
import type { CommandIo } from '../output/command-io.ts'
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
  { env, signal }: Pick<CommandIo, 'env' | 'signal'>,
  work: (pool: Pool) => Promise<T>,
): Promise<T> {
  const opening = openPool(
    { ...server, embedder, name, ...(size !== undefined && { size, minSize: 1 }) },
    new Regions(),
    env,
  )
  const pool = await unlessAborted(opening, signal)
  try {
    return await work(pool)
  } finally {
    await pool.close()
  }
}
