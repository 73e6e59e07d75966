/** Values above these raise an alert. */
export interface AlertThresholds {
  /** Share of the time that workers are busy, of `size` workers. @default 0.9 */
  readonly utilisation?: number
  /** 95th percentile of the waits for a worker, in ms. @default 100 */
  readonly acquireP95Ms?: number
  /** Calls and leases that got no worker in time, a sample. @default 0 */
  readonly acquireTimeouts?: number
  /** Share of the calls that failed; a share that is usual raises none unless it doubles. @default 0.05 */
  readonly failureRate?: number
  /** Health checks that left a worker unhealthy, a sample. @default 0 */
  readonly healthFailures?: number
}

export interface MonitorOptions {
  /** Time between samples, in ms; at least 100. @default 30_000 */
  readonly intervalMs?: number
  /** Samples that are kept. @default 120 */
  readonly history?: number
  /** Path of a local socket for `qdrant-worker-pool top`, which only this user may open; on Windows any may read it. @default none */
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
