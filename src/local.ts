import { ConfigError } from './base/errors.ts'
import { checkKnownOptions } from './base/known-options.ts'
import { show } from './base/option-issues.ts'
import { presets } from './base/presets.ts'
import type { PoolClient } from './client/columnar-upsert.ts'
import { Regions } from './metrics/regions.ts'
import { openPool } from './pool/create-pool.ts'

export interface LocalClientOptions {
  /** Folder to keep the data in, made if it is not there; `':memory:'` keeps nothing beyond `close()`. */
  readonly path: string
}

/** QdrantClient with all its methods and types, on a server of its own in this process. */
export type LocalClient = PoolClient &
  AsyncDisposable & {
    /** Lets the calls issued before it finish, then ends the server and every thread. Later calls wait for the first. */
    close(): Promise<void>
  }

const OPTIONS = new Set(['path'])
/** The names of the pool's environment variables mean a server, which this one is not. */
const NO_ENVIRONMENT = {}

/**
 * A QdrantClient that needs no server: it starts the embedded one, and a small pool on it.
 *
 * ```ts
 * const client = await createLocalClient({ path: './data' })
 * await client.createCollection('docs', { vectors: { size: 4, distance: 'Cosine' } })
 * await client.close()
 * ```
 * @throws ConfigError on another option, or a `path` that is no text or empty
 * @throws ConnectionCreationFailedError where the folder is in use, by this process or another one, or unreadable
 */
export async function createLocalClient(options: LocalClientOptions): Promise<LocalClient> {
  const path = pathOf(options)
  const place = path === ':memory:' ? { url: path } : { path }
  const pool = await openPool({ ...place, ...presets.development, name: 'local' }, new Regions(), NO_ENVIRONMENT)
  const close = () => pool.close()
  return Object.defineProperties(pool.client, {
    close: { value: close },
    [Symbol.asyncDispose]: { value: close },
  }) as LocalClient
}

function pathOf(options: unknown): string {
  if (options === null || typeof options !== 'object')
    throw new ConfigError(`createLocalClient: expected an object with \`path\`, got ${show(options)}`)
  checkKnownOptions('createLocalClient', options, OPTIONS)
  const { path } = options as { readonly path?: unknown }
  if (typeof path === 'string' && path !== '') return path
  throw new ConfigError(`createLocalClient: expected \`path\` to be a folder or ':memory:', got ${show(path)}`)
}
