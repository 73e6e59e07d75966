import type { Clock } from '../base/clock.ts'
import type { Submit } from '../client/pool-client.ts'
import type { CallOptions } from '../dispatch/call-options.ts'

/** What the pool gives to a pipeline. */
export interface PipelineParts {
  submitWith(options: CallOptions): Submit
  /** Batches that can be embedded at one time. */
  readonly workers: number
  /** Of the pool. */
  readonly timeoutMs: number
  /** What the pool embeds with; part of what a checkpoint holds for. */
  readonly embedder?: unknown
  readonly clock: Clock
}

/** Options of a call that is more than one request. */
export type PipelineCallOptions = Pick<CallOptions, (typeof CALL_OPTIONS)[number]>

export const CALL_OPTIONS = ['signal', 'timeoutMs', 'acquireTimeoutMs', 'priority'] as const

/** The named members that are set. */
export function given<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]])) as Pick<
    T,
    K
  >
}

/** For requests that make up one call: each gets what the ones before it have left of the time. @throws ConfigError */
export function submitWithin(parts: PipelineParts, options: PipelineCallOptions): Submit {
  const { submitWith, clock } = parts
  // Wrong options are told even where nothing comes to be sent.
  submitWith(options)
  const { timeoutMs = parts.timeoutMs } = options
  const endsAt = clock.now() + timeoutMs
  return (request) => submitWith({ ...options, timeoutMs: Math.max(1, endsAt - clock.now()) })(request)
}
