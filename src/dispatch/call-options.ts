import { ConfigError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'

/** Options of one call; the pool's are the defaults. */
export interface CallOptions {
  /** Abort rejects the call with `signal.reason`; a queued call leaves its place at once. */
  readonly signal?: AbortSignal
  /** Longest duration of the whole call, in ms. @default the pool's `timeoutMs` */
  readonly timeoutMs?: number
  /** Longest wait for a worker, in ms. @default the pool's `acquireTimeoutMs`; in lane 'batch', `timeoutMs` */
  readonly acquireTimeoutMs?: number
  /** Lane of the queue; 'interactive' goes first. @default 'interactive' */
  readonly priority?: Lane
  /** Whether the call may travel together with others. @default the pool's `coalesce` */
  readonly coalesce?: boolean
}

export type Lane = 'interactive' | 'batch'

export interface ResolvedCallOptions {
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
  readonly acquireTimeoutMs: number
  readonly lane: Lane
  readonly coalesce: boolean
}

const KNOWN = new Set(['signal', 'timeoutMs', 'acquireTimeoutMs', 'priority', 'coalesce'])

/** @throws ConfigError */
export function resolveCallOptions(
  given: CallOptions,
  pool: { readonly timeoutMs: number; readonly acquireTimeoutMs: number },
): ResolvedCallOptions {
  for (const key of Object.keys(given)) if (!KNOWN.has(key)) throw new ConfigError(`Unknown call option \`${key}\``)
  const { signal, timeoutMs = pool.timeoutMs, priority = 'interactive', coalesce = true } = given
  if (priority !== 'interactive' && priority !== 'batch')
    throw new ConfigError(`Expected \`priority\` to be "interactive" or "batch", got ${JSON.stringify(priority)}`)
  if (typeof coalesce !== 'boolean')
    throw new ConfigError(`Expected \`coalesce\` to be a boolean, got ${typeof coalesce}`)
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new ConfigError(`Expected \`signal\` to be an AbortSignal, got ${typeof signal}`)
  const acquireTimeoutMs = given.acquireTimeoutMs ?? (priority === 'batch' ? timeoutMs : pool.acquireTimeoutMs)
  checkDuration('timeoutMs', timeoutMs, Number.MIN_VALUE)
  checkDuration('acquireTimeoutMs', acquireTimeoutMs, 0)
  return { signal, timeoutMs, acquireTimeoutMs, lane: priority, coalesce }
}

export function checkDuration(name: string, value: number, least: number): void {
  if (typeof value === 'number' && value >= least && value <= LIMITS.longestTimerMs) return
  const bound = least === 0 ? 'at least 0' : 'more than 0'
  throw new ConfigError(
    `Expected \`${name}\` to be a number of ms, ${bound} and at most ${LIMITS.longestTimerMs}, got ${value}`,
  )
}
