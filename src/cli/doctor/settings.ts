import { parseArgs } from 'node:util'
import { setVariables } from '../../base/environment.ts'
import { LIMITS } from '../../base/limits.ts'
import { type ResolvedOptions, resolveOptions } from '../../base/options.ts'
import { isHttpUrl } from '../../base/server-url.ts'
import type { CommandIo } from '../output/command-io.ts'
import { UsageError } from '../output/usage-error.ts'
import { EMBEDDER_FLAGS, EMBEDDER_HELP } from '../shared/embedder-option.ts'
import { given, wholeNumber } from '../shared/flag-values.ts'

export const HELP = `Usage: qdrant-worker-pool doctor [options]

Checks Node, the settings, the server, how it answers, and whether this machine has the cores and
the memory for the job; says what to change. Without a server it checks what can be checked.

  --url URL               the server (default: QDRANT_URL, else http://127.0.0.1:6333)
  --grpc-port PORT        its port for gRPC (default: 6334)
  --workers N             most workers of the job (default: QDRANT_POOL_SIZE, else 5)
${EMBEDDER_HELP}
  --json                  print one object: { healthy, url, checks }
  --help                  print this

Exit code 0: no problem, warnings aside. 1: there is one.
`

const FLAGS = {
  url: { type: 'string' },
  'grpc-port': { type: 'string' },
  workers: { type: 'string' },
  ...EMBEDDER_FLAGS,
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

export function parseDoctor(argv: string[]) {
  return parseArgs({ args: argv, options: FLAGS }).values
}

type Flags = ReturnType<typeof parseDoctor>

export type DoctorSettings = Pick<ResolvedOptions, 'apiKey' | 'size' | 'preferGrpc' | 'grpcPort'> & {
  readonly url: string
}

/** What `createPool` would take from flags and environment, as far as that is fit to be used. @throws {UsageError} */
export function doctorSettings(flags: Flags, env: CommandIo['env']): DoctorSettings {
  if (flags.url !== undefined && !isHttpUrl(flags.url))
    throw new UsageError('Expected --url to be an http:// or https:// URL without credentials or query')
  const fromFlags = given({
    url: flags.url,
    grpcPort: wholeNumber('grpc-port', flags['grpc-port'], 1, 65_535),
    size: wholeNumber('workers', flags.workers, 1, LIMITS.mostWorkers),
  })
  // Variables that createPool would refuse have a check of their own; here the defaults stand in for them.
  const options = resolveOptions({ ...fromEnvironment(env), ...fromFlags, minSize: 1 }, {})
  return { ...options, url: [options.url].flat()[0] as string }
}

function fromEnvironment(env: CommandIo['env']): object {
  const values = setVariables(env).flatMap(({ option, read }) => {
    try {
      return [[option, read()] as const]
    } catch {
      return []
    }
  })
  return Object.fromEntries(values)
}
