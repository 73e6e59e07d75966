export {
  CircuitOpenError,
  ConfigError,
  ConnectionCreationFailedError,
  DeadlineExceededError,
  HealthCheckFailedError,
  type Outcome,
  type Phase,
  PoolClosedError,
  PoolExhaustedError,
  QdrantPoolError,
  WorkerCrashedError,
} from './base/errors.ts'
export type { EmbedderDescription, PoolOptions, ResourceLimits } from './base/options.ts'
export type { PoolEvents } from './base/pool-events.ts'
export { presets } from './base/presets.ts'
export type { CallOptions } from './dispatch/call-options.ts'
export type { Alert } from './monitor/alert.ts'
export type { MonitorReport, PoolMonitor } from './monitor/monitor.ts'
export type { PoolStats } from './monitor/stats.ts'
export type {
  IngestItem,
  IngestOptions,
  IngestReport,
  IngestSource,
} from './pipeline/ingest/options.ts'
export type { TaskContext } from './pipeline/task-types.ts'
export { createPool } from './pool/create-pool.ts'
export type { PoolHealth } from './pool/health-checks.ts'
export type { Lease } from './pool/lease.ts'
export type { Pool } from './pool/pool.ts'
export { defineEmbedder } from './text/define-embedder.ts'
export type { CreateContext, EmbedContext, Embedder } from './text/embedder.ts'
export { hashing } from './text/hashing.ts'
export { openaiCompatible } from './text/openai-compatible.ts'
export { transformers } from './text/transformers.ts'
