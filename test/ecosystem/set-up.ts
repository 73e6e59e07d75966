import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { hashing, type Pool } from '../../src/index.ts'
import { localServer, poolOn } from '../support/local-pool.ts'

const { QDRANT_URL } = process.env

/** The embedded server, and the one at QDRANT_URL where it is set. */
export const SERVERS: readonly { readonly name: string; readonly at?: string }[] = [
  { name: 'the embedded server' },
  ...(QDRANT_URL ? [{ name: 'the server at QDRANT_URL', at: QDRANT_URL }] : []),
]

export interface SetUp {
  readonly url: string
  readonly pool: Pool
  /** Prefix of the collections that end with the test. */
  readonly prefix: string
}

/** A pool with an embedder on one of the servers; it ends with the test, and so do the collections with its prefix. */
export async function setUp({ at }: { readonly at?: string }): Promise<SetUp> {
  const url = at ?? (await localServer()).url
  const pool = await poolOn(url, { size: 3, embedder: hashing({ dimension: 256 }) })
  const prefix = `qdrant-worker-pool-test-${randomUUID()}`
  onTestFinished(async () => {
    const { collections } = await pool.client.getCollections()
    const own = collections.filter(({ name }) => name.startsWith(prefix))
    await Promise.all(own.map(({ name }) => pool.client.deleteCollection(name)))
  })
  return { url, pool, prefix }
}
