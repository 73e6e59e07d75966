import { validateHeaderName, validateHeaderValue } from 'node:http'
import { z } from 'zod'
import { type EnvironmentOptions, readEnvironment } from './environment.ts'
import { ConfigError } from './errors.ts'
import { LIMITS } from './limits.ts'
import { isHttpUrl, isServerUrl, SERVER_URL } from './server-url.ts'

/** Option names of QdrantClient and what this pool calls the same thing. */
const CLIENT_NAMES: Readonly<Record<string, string>> = {
  timeout: '`timeoutMs` (milliseconds, for the whole call)',
  host: "`url` ('http://HOST:6333')",
  port: "`url` ('http://127.0.0.1:PORT')",
  https: "`url` ('https://…')",
  prefix: "`url` with a path ('http://127.0.0.1:6333/PREFIX')",
  maxConnections: '`size` (one connection a worker)',
  checkCompatibility: 'nothing: the pool makes no version check',
}

const DEFAULT_MAX_BATCH = 128
const CLONEABLE = 'plain data that can be cloned to a thread'

const interval = z.number().min(LIMITS.shortestIntervalMs).max(LIMITS.longestTimerMs)
const duration = z.number().positive().max(LIMITS.longestTimerMs)
const workers = z.int().min(1).max(LIMITS.mostWorkers)
const megabytes = z.number().positive()

const url = z.string().refine(isServerUrl, { error: SERVER_URL })
const node = z.string().refine(isHttpUrl, { error: 'an http:// or https:// URL without credentials or query' })
const urls = z.union([url, z.array(node).min(1, { error: 'a list of at least one URL' })], { error: SERVER_URL })
const MODULE = 'a URL or the href of one, such as new URL("./embedder.js", import.meta.url)'
const href = z.string().refine((given) => URL.canParse(given), { error: MODULE })
const moduleUrl = z.union([z.instanceof(URL), href], { error: MODULE })
const headerValue = z.string().refine(isHeaderValue, { error: 'a string that an HTTP header can carry' })
const headerName = z.string().refine(isHeaderName, { error: 'the name of an HTTP header' })

const schema = z.strictObject({
  url: urls.default('http://127.0.0.1:6333'),
  path: z.string().min(1).optional(),
  apiKey: headerValue.min(1).optional(),
  headers: z.record(headerName, headerValue).default({}),
  size: workers.default(5),
  minSize: workers.default(1),
  acquireTimeoutMs: z.number().min(0).max(LIMITS.longestTimerMs).default(10_000),
  timeoutMs: duration.default(30_000),
  recycleAfterMs: interval.default(3_600_000),
  preferGrpc: z.boolean().default(false),
  grpcPort: z.int().min(1).max(65_535).default(6334),
  healthCheckIntervalMs: interval.default(60_000),
  idleTimeoutMs: interval.default(30_000),
  maxQueue: z.int().min(0).default(10_000),
  coalesce: z
    .union([z.boolean(), z.strictObject({ maxBatch: z.int().min(1).max(10_000).default(DEFAULT_MAX_BATCH) })], {
      error: 'true, false or { maxBatch }',
    })
    .default(true)
    .transform((given) => (typeof given === 'object' ? given.maxBatch : given ? DEFAULT_MAX_BATCH : 1)),
  compression: z.enum(['identity', 'gzip']).default('identity'),
  retry: z.boolean().default(true),
  lazy: z.boolean().default(false),
  name: z.string().min(1).default('qdrant'),
  embedder: z
    .strictObject({ module: moduleUrl, options: z.unknown().refine(isCloneable, { error: CLONEABLE }).optional() })
    .optional(),
  resourceLimits: z
    .strictObject({
      maxOldGenerationSizeMb: megabytes.optional(),
      maxYoungGenerationSizeMb: megabytes.optional(),
      codeRangeSizeMb: megabytes.optional(),
      stackSizeMb: megabytes.optional(),
    })
    .optional(),
})

function isHeaderValue(value: string): boolean {
  return passes(() => validateHeaderValue('value', value))
}

function isHeaderName(value: string): boolean {
  return passes(() => validateHeaderName(value))
}

function isCloneable(value: unknown): boolean {
  return passes(() => structuredClone(value))
}

function passes(check: () => unknown): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}

/** Options with every default filled in. */
export type ResolvedOptions = Readonly<Omit<z.output<typeof schema>, 'resourceLimits'>> & {
  /** Most calls in one request; 1 where coalescing is off. */
  readonly coalesce: number
  readonly resourceLimits?: ResourceLimits
}

/** A module whose `create(options)` makes the embedding model inside each worker; made by `hashing()` or by hand. */
export interface EmbedderDescription {
  readonly module: URL | string
  /** Handed to the module's `create`; must be cloneable between threads. */
  readonly options?: unknown
}

/** Bounds of a worker's heap, as node:worker_threads takes them; no safety boundary against hostile code. */
export interface ResourceLimits {
  readonly maxOldGenerationSizeMb?: number
  readonly maxYoungGenerationSizeMb?: number
  readonly codeRangeSizeMb?: number
  readonly stackSizeMb?: number
}

export interface PoolOptions {
  /**
   * Where Qdrant listens; may carry a path prefix; several URLs are the nodes of a cluster, shared out over the workers;
   * `':memory:'` starts the embedded server.
   * @default QDRANT_URL, else 'http://127.0.0.1:6333'
   */
  readonly url?: string | readonly string[]
  /** Folder of the embedded server's data; never together with `url`. */
  readonly path?: string
  /** @default QDRANT_API_KEY */
  readonly apiKey?: string
  /** Headers that every request carries. @default {} */
  readonly headers?: Readonly<Record<string, string>>
  /** Most workers, and so most connections. @default QDRANT_POOL_SIZE, else 5 */
  readonly size?: number
  /** Workers that stay open when idle. @default QDRANT_POOL_MIN_SIZE, else 1 */
  readonly minSize?: number
  /** Longest wait for a worker, in ms. @default QDRANT_POOL_TIMEOUT (s), else 10_000 */
  readonly acquireTimeoutMs?: number
  /** Longest duration of a whole call, in ms. @default 30_000 */
  readonly timeoutMs?: number
  /** Age in ms at which an idle connection is opened anew; at least 100. @default QDRANT_POOL_RECYCLE (s), else 3_600_000 */
  readonly recycleAfterMs?: number
  /** Speak gRPC where an operation has a gRPC form. @default QDRANT_PREFER_GRPC, else false */
  readonly preferGrpc?: boolean
  /** @default 6334 */
  readonly grpcPort?: number
  /** At least 100. @default QDRANT_HEALTH_CHECK_INTERVAL (s), else 60_000 */
  readonly healthCheckIntervalMs?: number
  /** Time in ms after which an idle worker above `minSize` is retired; at least 100. @default 30_000 */
  readonly idleTimeoutMs?: number
  /** Most calls that wait for a worker; a further one is refused at once with E016. @default 10_000 */
  readonly maxQueue?: number
  /**
   * While all workers are busy, waiting retrieves and queries that fit together leave as one request; `maxBatch` bounds
   * how many. @default { maxBatch: 128 }
   */
  readonly coalesce?: boolean | { readonly maxBatch?: number }
  /** Encoding of answers that the server is asked for; gzip costs about 44 ms an answer on loopback. @default 'identity' */
  readonly compression?: 'identity' | 'gzip'
  /** Repeat failed attempts that are safe to repeat, inside the call's deadline. @default true */
  readonly retry?: boolean
  /** Return at once and open the first worker on demand. @default false */
  readonly lazy?: boolean
  /** Names the pool in errors. @default 'qdrant' */
  readonly name?: string
  /** The embedding model that every worker loads. */
  readonly embedder?: EmbedderDescription
  readonly resourceLimits?: ResourceLimits
}

/**
 * Explicit option > QDRANT_* > CLAUDE_RAG_QDRANT_* > default. Nothing is repaired.
 * @throws ConfigError that names every option or variable with what was expected and what was got.
 */
export function resolveOptions(
  given: PoolOptions = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ResolvedOptions {
  if (given === null || typeof given !== 'object')
    throw new ConfigError(`Expected options to be an object, got ${show(given)}`)
  const explicit = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  if ('url' in explicit && 'path' in explicit) throw new ConfigError('Expected either `url` or `path`, got both')
  const fromEnvironment: EnvironmentOptions = readEnvironment(environment)
  if ('path' in explicit) delete fromEnvironment.url
  const merged = { ...fromEnvironment, ...explicit }
  const parsed = schema.safeParse(merged, { reportInput: true })
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap((issue) => describe(issue, merged)).join('; '))
  const options = parsed.data
  if (options.minSize > options.size) {
    const source = explicit.minSize === undefined ? '`minSize` (QDRANT_POOL_MIN_SIZE)' : '`minSize`'
    throw new ConfigError(`Expected ${source} to be at most \`size\` (${options.size}), got ${options.minSize}`)
  }
  return Object.freeze(options as ResolvedOptions)
}

type Issue = z.core.$ZodIssue

function describe(issue: Issue, merged: Record<string, unknown>): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const ours = CLIENT_NAMES[key]
      return ours === undefined ? `Unknown option \`${key}\`` : `Unknown option \`${key}\`: this pool calls it ${ours}`
    })
  }
  const name = issue.path.join('.')
  const secret = issue.path[0] === 'apiKey' || issue.path[0] === 'headers' || issue.path[0] === 'embedder'
  const got = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    merged,
  )
  return [
    `Expected \`${name}\` to be ${expectation(issue)}, got ${secret ? `a value of type ${typeof got}` : show(got)}`,
  ]
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`
    case 'too_small':
      if (issue.origin === 'array') return issue.message
      return issue.origin === 'string'
        ? 'a string that is not empty'
        : `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
    case 'too_big':
      return `at most ${issue.maximum}`
    case 'invalid_key':
      return 'an object whose keys are names of HTTP headers'
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ')
    default:
      return issue.message
  }
}

function show(value: unknown): string {
  // A URL that is refused for its credentials is not printed with them.
  if (typeof value === 'string' && value.includes('@')) return 'a text with "@"'
  return typeof value === 'bigint'
    ? `${value}n`
    : typeof value === 'number'
      ? String(value)
      : (JSON.stringify(value) ?? String(value))
}
