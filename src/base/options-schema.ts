import { validateHeaderName, validateHeaderValue } from 'node:http'
import { z } from 'zod'
import { LIMITS } from './limits.ts'
import type { ResolvedMonitorOptions } from './monitor-options.ts'
import { isHttpUrl, isServerUrl, SERVER_URL } from './server-url.ts'

const share = z.number().min(0).max(1)
const count = z.int().min(0)

const thresholds = z.strictObject({
  utilisation: share.default(0.9),
  acquireP95Ms: z.number().positive().default(100),
  acquireTimeouts: count.default(0),
  failureRate: share.default(0.05),
  healthFailures: count.default(0),
})

const monitorFields = z.strictObject({
  intervalMs: z.number().min(LIMITS.shortestIntervalMs).max(LIMITS.longestTimerMs).default(30_000),
  history: z.int().min(1).max(100_000).default(120),
  socket: z.string().min(1).optional(),
  thresholds: thresholds.default(() => thresholds.parse({})),
})

const MONITOR = 'true, false or { intervalMs, history, socket, thresholds }'
// No union: where a field has the wrong type, that would blame the whole.
const monitor = z
  .unknown()
  .default(true)
  .refine((given) => typeof given === 'boolean' || isRecord(given), { error: MONITOR, abort: true })
  .transform((given, context): ResolvedMonitorOptions => {
    const { success, data, error } = monitorFields.safeParse(isRecord(given) ? given : {}, { reportInput: true })
    if (success) return { enabled: given !== false, ...data }
    context.issues.push(...(error.issues as z.core.$ZodRawIssue[]))
    return z.NEVER
  })

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

/** Of `createPool`'s options: what is wrong is refused, never repaired. */
export const optionsSchema = z.strictObject({
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
  monitor,
  name: z.string().min(1).default('qdrant'),
  embedder: z
    .strictObject({ module: moduleUrl, options: z.unknown().refine(isCloneable, { error: CLONEABLE }).optional() })
    .optional(),
  embedWorkers: workers.optional(),
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

function isRecord(given: unknown): boolean {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}

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
