import { z } from 'zod'
import { LIMITS } from './limits.ts'

const share = z.number().min(0).max(1)
const count = z.int().min(0)

const thresholds = z.strictObject({
  utilisation: share.default(0.9),
  acquireP95Ms: z.number().positive().default(100),
  acquireTimeouts: count.default(0),
  failureRate: share.default(0.05),
  healthFailures: count.default(0),
})

const fields = z.strictObject({
  intervalMs: z.number().min(LIMITS.shortestIntervalMs).max(LIMITS.longestTimerMs).default(30_000),
  history: z.int().min(1).max(100_000).default(120),
  socket: z.string().min(1).optional(),
  thresholds: thresholds.default(() => thresholds.parse({})),
})

export const monitorSchema = z
  .union([z.boolean(), fields], { error: 'true, false or { intervalMs, history, socket, thresholds }' })
  .default(true)
  .transform((given): ResolvedMonitorOptions => {
    if (typeof given === 'object') return { enabled: true, ...given }
    return { enabled: given, ...fields.parse({}) }
  })

/** Values above these raise an alert. */
export interface AlertThresholds {
  /** Share of the time that workers are busy, of `size` workers. @default 0.9 */
  readonly utilisation?: number
  /** 95th percentile of the waits for a worker, in ms. @default 100 */
  readonly acquireP95Ms?: number
  /** Calls and leases that got no worker in time, a sample. @default 0 */
  readonly acquireTimeouts?: number
  /** Share of the calls that failed; such as were failing before raise none unless they are twice as many. @default 0.05 */
  readonly failureRate?: number
  /** Health checks that left a worker unhealthy, a sample. @default 0 */
  readonly healthFailures?: number
}

export interface MonitorOptions {
  /** Time between samples, in ms; at least 100. @default 30_000 */
  readonly intervalMs?: number
  /** Samples that are kept. @default 120 */
  readonly history?: number
  /** Path of a local socket for `qdrant-worker-pool top`, which only this user may open. @default none */
  readonly socket?: string
  readonly thresholds?: AlertThresholds
}

export interface ResolvedMonitorOptions {
  readonly enabled: boolean
  readonly intervalMs: number
  readonly history: number
  readonly socket?: string | undefined
  readonly thresholds: Readonly<Required<AlertThresholds>>
}
