import { onTestFinished } from 'vitest'
import { type LocalServer, startLocalServer } from '../../src/embedded/local-server.ts'
import { createPool, type Pool, type PoolOptions } from '../../src/index.ts'

/** An embedded server that ends with the test. */
export async function localServer(): Promise<LocalServer> {
  const server = await startLocalServer()
  onTestFinished(() => server.close())
  return server
}

/** A pool that ends with the test. */
export async function poolOn(url: string, options: PoolOptions = {}): Promise<Pool> {
  const pool = await createPool({ url, ...options })
  onTestFinished(() => pool.close({ timeoutMs: 0 }))
  return pool
}

/** A pool on an embedded server of its own, with a collection `docs` of three points. */
export async function filledPool(options: PoolOptions = {}): Promise<{ pool: Pool; server: LocalServer }> {
  const server = await localServer()
  const pool = await poolOn(server.url, options)
  await fill(pool)
  return { pool, server }
}

export async function fill(pool: Pool): Promise<void> {
  await pool.client.createCollection('docs', { vectors: { size: 4, distance: 'Cosine' } })
  const points = [1, 2, 3].map((id) => ({ id, vector: [id, 1, 0, 0], payload: { id } }))
  await pool.client.upsert('docs', { points })
}
