import type { output } from 'zod'
import { type EnvironmentOptions, readEnvironment } from './environment.ts'
import { ConfigError } from './errors.ts'
import type { MonitorOptions } from './monitor-options.ts'
import { issuesText, show } from './option-issues.ts'
import { optionsSchema } from './options-schema.ts'

/** Options with every default filled in. */
export type ResolvedOptions = Readonly<Omit<output<typeof optionsSchema>, 'resourceLimits'>> & {
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
  /** The embedding model that every worker loads, or the first `embedWorkers` of them. */
  readonly embedder?: EmbedderDescription
  /**
   * Workers that load the model, where memory for one in each is short: those in the lowest slots. What embeds goes to
   * them alone; other calls prefer the other workers. Needs `embedder`; at most `size`. @default every worker
   */
  readonly embedWorkers?: number
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
  const parsed = optionsSchema.safeParse(merged, { reportInput: true })
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
  const { embedWorkers } = options
  if (embedWorkers !== undefined && options.embedder === undefined)
    throw new ConfigError('Expected `embedder` beside `embedWorkers`, got none')
  if (embedWorkers !== undefined && embedWorkers > options.size)
    throw new ConfigError(`Expected \`embedWorkers\` to be at most \`size\` (${options.size}), got ${embedWorkers}`)
  return Object.freeze(options as ResolvedOptions)
}
