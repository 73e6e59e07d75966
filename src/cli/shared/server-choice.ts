import { readEnvironment } from '../../base/environment.ts'
import { isHttpUrl } from '../../base/server-url.ts'
import type { CommandIo } from '../output/command-io.ts'
import { UsageError } from '../output/usage-error.ts'

/** Where the embedded server keeps the data when nobody names a server. */
export const DEFAULT_PATH = './qdrant-data'

/** A server that runs somewhere, or the embedded one on its folder: what `createPool` takes. */
export type ServerChoice = { readonly url: string } | { readonly path: string }

export interface ServerFlags {
  readonly url?: string | undefined
  readonly path?: string | undefined
}

/**
 * The server that is named, or that of QDRANT_URL; else the embedded server, kept on disk: in memory it would take what it
 * was given to the end of the command.
 * @throws UsageError on both, or on a URL that is none
 */
export function chooseServer({ url, path }: ServerFlags, env: CommandIo['env']): ServerChoice {
  if (url !== undefined && path !== undefined) throw new UsageError('Expected either --url or --path, got both')
  if (path !== undefined) {
    if (path === '') throw new UsageError('Expected --path to be a folder, got ""')
    return { path }
  }
  const named = url ?? readEnvironment(env).url
  if (named === undefined) return { path: DEFAULT_PATH }
  if (isHttpUrl(named)) return { url: named }
  const from = url === undefined ? 'QDRANT_URL' : '--url'
  if (named === ':memory:')
    throw new UsageError(`With ${from} ':memory:' nothing would outlive the command: give --path FOLDER instead`)
  throw new UsageError(`Expected ${from} to be an http:// or https:// URL without credentials or query`)
}

/** In a sentence's middle: `the server at …`. */
export function serverText(choice: ServerChoice): string {
  return 'url' in choice ? `the server at ${choice.url}` : `the embedded server in ${choice.path}`
}
