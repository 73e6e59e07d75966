import { noVariant } from './errors.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { DenseColumn } from './vectors/dense-column.ts'
import { DISTANCES, type Distance } from './vectors/distance.ts'
import { MultiColumn } from './vectors/multi-column.ts'
import { SparseColumn } from './vectors/sparse-column.ts'
import type { VectorColumn } from './vectors/vector-column.ts'

/** What GET /collections/{name} shows under `config`, and what the database keeps. */
export interface CollectionConfig extends JsonObject {
  params: JsonObject
  hnsw_config: JsonObject
  optimizer_config: JsonObject
  wal_config: JsonObject
  quantization_config: Json
}

/** Accepts what the real server accepts; settings of its index and storage are kept and shown, and change nothing. */
export function configOf(body: JsonObject): CollectionConfig {
  const vectors = body.vectors ?? {}
  columnsOf({ vectors, sparse_vectors: body.sparse_vectors ?? {} })
  const metadata = isObject(body.metadata) ? { metadata: body.metadata } : {}
  const strict = isObject(body.strict_mode_config) ? { strict_mode_config: body.strict_mode_config } : {}
  return {
    params: {
      vectors,
      shard_number: body.shard_number ?? 1,
      replication_factor: body.replication_factor ?? 1,
      write_consistency_factor: body.write_consistency_factor ?? 1,
      on_disk_payload: body.on_disk_payload ?? true,
      ...(isObject(body.sparse_vectors) ? { sparse_vectors: body.sparse_vectors } : {}),
    },
    hnsw_config: merged(
      { m: 16, ef_construct: 100, full_scan_threshold: 10_000, max_indexing_threads: 0, on_disk: false },
      body.hnsw_config,
    ),
    optimizer_config: merged(
      {
        deleted_threshold: 0.2,
        vacuum_min_vector_number: 1000,
        default_segment_number: 0,
        max_segment_size: null,
        memmap_threshold: null,
        indexing_threshold: 10_000,
        flush_interval_sec: 5,
        max_optimization_threads: null,
      },
      body.optimizers_config,
    ),
    wal_config: merged({ wal_capacity_mb: 32, wal_segments_ahead: 0, wal_retain_closed: 1 }, body.wal_config),
    quantization_config: body.quantization_config ?? null,
    ...strict,
    ...metadata,
  }
}

/** PATCH: sections are merged, the vectors' sizes and distances stay. */
export function updatedConfig(config: CollectionConfig, body: JsonObject): CollectionConfig {
  const { vectors: _, ...params } = isObject(body.params) ? body.params : {}
  return {
    ...config,
    params: { ...config.params, ...params },
    hnsw_config: merged(config.hnsw_config, body.hnsw_config),
    optimizer_config: merged(config.optimizer_config, body.optimizers_config),
    quantization_config: body.quantization_config ?? config.quantization_config,
    ...(isObject(body.metadata) ? { metadata: merged(config.metadata, body.metadata) } : {}),
  }
}

/** @throws ApiError 400 */
export function columnsOf(params: JsonObject): Map<string, VectorColumn> {
  const columns = new Map<string, VectorColumn>()
  const { vectors, sparse_vectors: sparse } = params
  if (!isObject(vectors)) throw noVariant('VectorsConfig')
  if ('size' in vectors || 'distance' in vectors) columns.set('', denseColumn(vectors))
  else for (const [name, options] of Object.entries(vectors)) columns.set(name, denseColumn(options))
  for (const [name, options] of Object.entries(isObject(sparse) ? sparse : {})) {
    columns.set(name, new SparseColumn(isObject(options) && options.modifier === 'idf'))
  }
  return columns
}

function denseColumn(options: Json): VectorColumn {
  if (!isObject(options)) throw noVariant('VectorsConfig')
  const { size, distance } = options
  const sizeIsValid = typeof size === 'number' && Number.isInteger(size) && size >= 1 && size <= 65_536
  if (!sizeIsValid || !isDistance(distance)) throw noVariant('VectorsConfig')
  return isObject(options.multivector_config)
    ? new MultiColumn({ size, distance })
    : new DenseColumn({ size, distance })
}

function isDistance(value: Json | undefined): value is Distance {
  return typeof value === 'string' && DISTANCES.includes(value)
}

function merged(base: Json | undefined, changes: Json | undefined): JsonObject {
  return { ...(isObject(base) ? base : {}), ...(isObject(changes) ? changes : {}) }
}
