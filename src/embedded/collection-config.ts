import * as sections from './collection-settings.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { mergeAt } from './json-path.ts'
import { optional } from './reader.ts'
import { type Setting, settingsOf } from './settings.ts'
import { changedVectors, columnsOf, vectorsOf } from './vector-params.ts'

/** What GET /collections/{name} shows under `config`, and what the database keeps. */
export interface CollectionConfig extends JsonObject {
  params: JsonObject
  hnsw_config: JsonObject
  optimizer_config: JsonObject
  wal_config: JsonObject
  quantization_config: Json
}

const PARAMS = { shard_number: 1, replication_factor: 1, write_consistency_factor: 1, on_disk_payload: true }
const HNSW = { m: 16, ef_construct: 100, full_scan_threshold: 10_000, max_indexing_threads: 0, on_disk: false }
const OPTIMIZERS = {
  deleted_threshold: 0.2,
  vacuum_min_vector_number: 1000,
  default_segment_number: 0,
  max_segment_size: null,
  memmap_threshold: null,
  indexing_threshold: 10_000,
  flush_interval_sec: 5,
  max_optimization_threads: null,
  prevent_unoptimized: null,
}
const WAL = { wal_capacity_mb: 32, wal_segments_ahead: 0, wal_retain_closed: 1 }

/**
 * Settings of the real server's index, storage and cluster are checked, kept and shown, and change nothing.
 * @throws ApiError 400, 422 or 501
 */
export function configOf(body: JsonObject): CollectionConfig {
  const vectors = vectorsOf(body)
  columnsOf(vectors)
  return {
    params: { ...vectors, ...PARAMS, ...settingsOf(body, 'struct CreateCollection', sections.sharing, '') },
    hnsw_config: { ...HNSW, ...section(body, 'hnsw_config', sections.hnsw) },
    optimizer_config: { ...OPTIMIZERS, ...section(body, 'optimizers_config', sections.optimizers) },
    wal_config: { ...WAL, ...section(body, 'wal_config', sections.wal) },
    quantization_config: section(body, 'quantization_config', sections.quantization) ?? null,
    ...named('strict_mode_config', section(body, 'strict_mode_config', sections.strictMode)),
    ...named('metadata', section(body, 'metadata', sections.metadata)),
  }
}

/** PATCH: sections are merged, the vectors' sizes and distances stay. @throws ApiError 400 or 422 */
export function updatedConfig(config: CollectionConfig, body: JsonObject): CollectionConfig {
  const params = optional(body.params, (value) =>
    settingsOf(value, 'struct CollectionParamsDiff', sections.changeableSharing, 'params'),
  )
  const quantization = optional(body.quantization_config, (value) =>
    sections.quantizationChange(value, 'quantization_config'),
  )
  const strict = section(body, 'strict_mode_config', sections.strictMode)
  const metadata = section(body, 'metadata', sections.metadata)
  return {
    ...config,
    params: { ...config.params, ...params, ...changedVectors(config.params, body) },
    hnsw_config: { ...config.hnsw_config, ...section(body, 'hnsw_config', sections.hnsw) },
    optimizer_config: { ...config.optimizer_config, ...section(body, 'optimizers_config', sections.optimizers) },
    quantization_config: quantization === undefined ? config.quantization_config : quantization,
    ...named('strict_mode_config', strict && { ...objectIn(config.strict_mode_config), ...strict }),
    ...named('metadata', metadata && mergedMetadata(config.metadata, metadata)),
  }
}

function section(body: JsonObject, name: string, setting: Setting<JsonObject>): JsonObject | undefined {
  return optional(body[name], (value) => setting(value, name))
}

function named(name: string, value: JsonObject | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value }
}

/** A null takes its key away. */
function mergedMetadata(current: Json | undefined, changes: JsonObject): JsonObject {
  const merged = structuredClone(objectIn(current))
  mergeAt(merged, [], changes)
  return merged
}

function objectIn(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}
