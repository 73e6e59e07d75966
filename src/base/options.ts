import { validateHeaderName, validateHeaderValue } from 'node:http'
import { z } from 'zod'
import { type EnvironmentOptions, readEnvironment } from './environment.ts'
import { ConfigError } from './errors.ts'
import { LIMITS } from './limits.ts'
import { type MonitorOptions, monitorSchema } from './monitor-options.ts'
import { issuesText, show } from './option-issues.ts'
import { isHttpUrl, isServerUrl, SERVER_URL } from './server-url.ts'

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
  breaker: z.boolean().default(true),
  leakDetectionMs: duration.optional(),
  lazy: z.boolean().default(false),
  monitor: monitorSchema,
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

/** What `resize` takes. */
export const boundsSchema = z.strictObject({ size: workers, minSize: workers })

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
  /**
   * Refuse interactive calls at once (CIRCUIT_OPEN) while a server fails every request, until a trial succeeds.
   * @default true
   */
  readonly breaker?: boolean
  /** A lease held for longer, in ms, is told as `lease:leaked`, with the stack of its `acquire()`. @default off */
  readonly leakDetectionMs?: number
  /** Return at once and open the first worker on demand. @default false */
  readonly lazy?: boolean
  /** Samples what the pool does, keeps a history, and raises alerts: see `pool.monitor`. @default true */
  readonly monitor?: boolean | MonitorOptions
  /** Names the pool in errors and metrics. @default 'qdrant' */
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
  if (!parsed.success) throw new ConfigError(issuesText(parsed.error.issues, merged))
  const options = parsed.data
  if (options.minSize > options.size) {
    const source = explicit.minSize === undefined ? '`minSize` (QDRANT_POOL_MIN_SIZE)' : '`minSize`'
    throw new ConfigError(`Expected ${source} to be at most \`size\` (${options.size}), got ${options.minSize}`)
  }
  if (Array.isArray(options.url) && options.url.length > options.size)
    throw new ConfigError(
      `Expected \`size\` to be at least the number of URLs (${options.url.length}), got ${options.size}: a worker has one node`,
    )
  return Object.freeze(options as ResolvedOptions)
}
