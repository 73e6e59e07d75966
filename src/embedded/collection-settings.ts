import { malformedAtEnd, noVariant, unsupported, untagged } from './errors.ts'
import { isObject, type JsonObject } from './json.ts'
import { booleanOf, countOf, objectOf } from './reader.ts'
import { count, flag, fraction, type Setting, type Settings, section, settingsOf, word } from './settings.ts'

const HNSW: Settings = {
  m: count(),
  ef_construct: count(4),
  full_scan_threshold: count(10),
  max_indexing_threads: count(),
  on_disk: flag,
  payload_m: count(),
  inline_storage: flag,
}
const OPTIMIZERS: Settings = {
  deleted_threshold: fraction(0, 1),
  vacuum_min_vector_number: count(100),
  default_segment_number: count(),
  max_segment_size: count(1),
  memmap_threshold: count(),
  indexing_threshold: count(),
  flush_interval_sec: count(),
  max_optimization_threads(value) {
    if (value === 'auto') return null
    if (typeof value !== 'number') throw noVariant('MaxOptimizationThreads')
    return countOf(value)
  },
  prevent_unoptimized: flag,
}
const QUANTIZATIONS: Settings = {
  scalar: section('struct ScalarQuantizationConfig', {
    type: word('int8'),
    quantile: fraction(0.5, 1),
    always_ram: flag,
  }),
  product: section('struct ProductQuantizationConfig', {
    compression: word('x4', 'x8', 'x16', 'x32', 'x64'),
    always_ram: flag,
  }),
  binary: section('struct BinaryQuantizationConfig', {
    always_ram: flag,
    encoding: word('one_bit', 'two_bits', 'one_and_half_bits'),
    query_encoding: word('default', 'binary', 'scalar4bits', 'scalar8bits'),
  }),
  turbo: section('struct TurboQuantQuantizationConfig', {
    always_ram: flag,
    bits: word('bits1', 'bits1_5', 'bits2', 'bits4'),
  }),
}

export const hnsw = section('struct HnswConfigDiff', HNSW)
export const optimizers = section('struct OptimizersConfigDiff', OPTIMIZERS)
export const wal = section('struct WalConfigDiff', {
  wal_capacity_mb: count(1),
  wal_segments_ahead: count(),
  wal_retain_closed: count(1),
})
/** What it limits is not limited here. */
export const strictMode: Setting<JsonObject> = (value) => {
  const config = objectOf(value, 'struct StrictModeConfig')
  if (config.enabled !== undefined && config.enabled !== null) booleanOf(config.enabled)
  return config
}
export const metadata: Setting<JsonObject> = (value) => objectOf(value, 'a map')

const nonzero: Setting = (value) => {
  const number = countOf(value)
  if (number === 0) throw malformedAtEnd('invalid value: integer `0`, expected a nonzero u32')
  return number
}

/** How a collection may be shared among the nodes of a cluster, of which there is one here. */
export const sharing: Settings = {
  shard_number: count(1),
  sharding_method(value, where) {
    const method = word('auto', 'custom')(value, where)
    if (method === 'custom') throw unsupported('Sharding by key')
    return method
  },
  replication_factor: count(1),
  write_consistency_factor: count(1),
  on_disk_payload: flag,
}
export const changeableSharing: Settings = {
  replication_factor: nonzero,
  write_consistency_factor: nonzero,
  read_fan_out_factor: count(),
  read_fan_out_delay_ms: count(),
  on_disk_payload: flag,
}

export const quantization: Setting<JsonObject> = (value, where) =>
  untagged(
    () => {
      const config = settingsOf(value, 'a map', QUANTIZATIONS, where)
      const { scalar, product } = config
      const isWhole =
        Object.keys(config).length > 0 &&
        (!isObject(scalar) || 'type' in scalar) &&
        (!isObject(product) || 'compression' in product)
      if (!isWhole) throw noVariant('QuantizationConfig')
      return config
    },
    () => noVariant('QuantizationConfig'),
  )

export const quantizationChange: Setting = (value, where) =>
  value === 'Disabled'
    ? null
    : untagged(
        () => quantization(value, where),
        () => noVariant('QuantizationConfigDiff'),
      )

const multiVector = section('struct MultiVectorConfig', { comparator: word('max_sim') })

/** What a dense vector may have beside its size and distance. */
export const denseVector: Settings = {
  hnsw_config: hnsw,
  quantization_config: quantization,
  on_disk: flag,
  // Half floats would round what is stored; whole bytes would change it.
  datatype(value, where) {
    const datatype = word('float32', 'float16', 'uint8')(value, where)
    if (datatype === 'uint8') throw unsupported('The datatype uint8 of dense vectors')
    return datatype
  },
  multivector_config(value, where) {
    const config = multiVector(value, where)
    if (!isObject(config) || config.comparator === undefined) throw noVariant('VectorsConfig')
    return config
  },
}
export const changeableDenseVector: Settings = {
  hnsw_config: hnsw,
  quantization_config: quantizationChange,
  on_disk: flag,
}

export const sparseVector = section('struct SparseVectorParams', {
  index: section('struct SparseIndexParams', {
    full_scan_threshold: count(),
    on_disk: flag,
    datatype: word('float32', 'float16', 'uint8'),
  }),
  modifier: word('none', 'idf'),
})
