import { hasModel } from '../actors/places.ts'
import type { ResolvedOptions } from '../base/options.ts'
import type { ConnectionSettings } from '../protocol/messages.ts'

/** Where the workers connect to. */
export interface ServerTargets {
  readonly urls: readonly string[]
  /** Present where gRPC is preferred. */
  readonly grpc: ConnectionSettings['grpc']
}

/** What the worker in `slot` is told: several URLs are shared out over the slots, and the lowest slots have the model. */
export function threadSettings(
  options: ResolvedOptions,
  { urls, grpc }: ServerTargets,
  slot: number,
): ConnectionSettings {
  const { apiKey, headers, compression, healthCheckIntervalMs, embedder, size, embedWorkers = size } = options
  return {
    slot,
    url: urls[slot % urls.length] as string,
    headers,
    compression,
    healthCheckIntervalMs,
    ...(grpc === undefined ? {} : { grpc }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(embedder === undefined || !hasModel(slot, options)
      ? {}
      : { embedder: { module: String(embedder.module), options: embedder.options, workers: embedWorkers } }),
  }
}
