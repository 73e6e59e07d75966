import { describe, expect, it } from 'vitest'
import { servers, withCollection } from '../../support/compatible-servers.ts'
import { startEmbedded } from '../../support/embedded.ts'

const dense = { size: 2, distance: 'Dot' }

interface Info {
  readonly config: Readonly<Record<string, unknown>>
}

describe.each(servers)('settings that change no answer, on %s', (_server, url) => {
  const NAME = 'd-embed-settings'
  const start = (config: object) => withCollection(url, NAME, config, [])
  const configOf = async (config: object, ...changes: readonly object[]) => {
    const { call } = await start(config)
    for (const change of changes) expect(await call('PATCH', '', change)).toMatchObject({ status: 200, result: true })
    return ((await call('GET', '')).result as Info).config
  }

  it.each([
    [
      'params',
      { shard_number: 2, on_disk_payload: false },
      { shard_number: 2, replication_factor: 1, on_disk_payload: false },
    ],
    ['params', { sharding_method: 'auto', write_consistency_factor: 1 }, { sharding_method: 'auto' }],
    [
      'hnsw_config',
      { hnsw_config: { m: 0, payload_m: 16, on_disk: true } },
      { m: 0, payload_m: 16, ef_construct: 100, on_disk: true },
    ],
    [
      'optimizer_config',
      { optimizers_config: { indexing_threshold: 0, max_optimization_threads: 'auto' } },
      { indexing_threshold: 0, max_optimization_threads: null },
    ],
    ['wal_config', { wal_config: { wal_capacity_mb: 1 } }, { wal_capacity_mb: 1, wal_segments_ahead: 0 }],
    [
      'quantization_config',
      { quantization_config: { scalar: { type: 'int8', quantile: 0.99, always_ram: true } } },
      { scalar: { type: 'int8', always_ram: true } },
    ],
    [
      'quantization_config',
      { quantization_config: { product: { compression: 'x16' } } },
      { product: { compression: 'x16' } },
    ],
    [
      'quantization_config',
      { quantization_config: { binary: { always_ram: false } } },
      { binary: { always_ram: false } },
    ],
    [
      'strict_mode_config',
      { strict_mode_config: { enabled: false, max_timeout: 5 } },
      { enabled: false, max_timeout: 5 },
    ],
    ['metadata', { metadata: { owner: 'me' } }, { owner: 'me' }],
    [
      'params',
      { vectors: { ...dense, on_disk: true, datatype: 'float16', hnsw_config: { m: 8 } } },
      { vectors: { ...dense, on_disk: true, datatype: 'float16', hnsw_config: { m: 8 } } },
    ],
    [
      'params',
      { sparse_vectors: { words: { index: { on_disk: true, datatype: 'uint8' }, modifier: 'idf' } } },
      { sparse_vectors: { words: { index: { on_disk: true, datatype: 'uint8' }, modifier: 'idf' } } },
    ],
    ['hnsw_config', { hnsw_config: null, metadata: null, shard_number: null }, { m: 16 }],
  ])('shows %s of %j', async (section, settings, expected) => {
    const config = await configOf({ vectors: dense, ...settings })
    expect(config[section]).toMatchObject(expected)
  })

  it('keeps no setting that it does not know', async () => {
    const vectors = { ...dense, unknown: 1 }
    const config = await configOf({ vectors, hnsw_config: { unknown: 1 }, unknown: 1, init_from: { collection: 'x' } })
    expect(JSON.stringify(config)).not.toContain('unknown')
  })

  it('merges changes into each section', async () => {
    const made = {
      vectors: { text: { ...dense, hnsw_config: { m: 8 } } },
      sparse_vectors: { words: {} },
      quantization_config: { scalar: { type: 'int8' } },
      strict_mode_config: { enabled: false },
      metadata: { a: 1, b: 2 },
    }
    const config = await configOf(
      made,
      {
        vectors: { text: { on_disk: true, hnsw_config: { ef_construct: 50 } } },
        sparse_vectors: { words: { index: { on_disk: true } } },
      },
      { params: { replication_factor: 2, read_fan_out_factor: 3 }, optimizers_config: { flush_interval_sec: 9 } },
      { quantization_config: 'Disabled', strict_mode_config: { max_timeout: 7 }, metadata: { a: null, c: 3 } },
      { hnsw_config: { m: 4 }, timeout: 5 },
    )
    expect(config).toMatchObject({
      params: {
        vectors: { text: { ...dense, on_disk: true, hnsw_config: { m: 8, ef_construct: 50 } } },
        sparse_vectors: { words: { index: { on_disk: true } } },
        replication_factor: 2,
        read_fan_out_factor: 3,
      },
      hnsw_config: { m: 4, ef_construct: 100 },
      optimizer_config: { flush_interval_sec: 9, deleted_threshold: 0.2 },
      quantization_config: null,
      strict_mode_config: { enabled: false, max_timeout: 7 },
    })
    expect(config.metadata).toEqual({ b: 2, c: 3 })
  })

  it('changes the one vector without a name by the empty name', async () => {
    const config = await configOf({ vectors: dense }, { vectors: { '': { on_disk: true } } })
    expect(config.params).toMatchObject({ vectors: { ...dense, on_disk: true } })
  })

  it.each([
    [{ hnsw_config: 5 }, 400, 'invalid type: integer `5`, expected struct HnswConfigDiff'],
    [{ hnsw_config: { m: 'a' } }, 400, 'invalid type: string "a", expected usize'],
    [{ hnsw_config: { ef_construct: 1 } }, 422, '[hnsw_config.ef_construct: value 1 invalid, must be 4 or larger]'],
    [
      { optimizers_config: { deleted_threshold: 2 } },
      422,
      '[optimizers_config.deleted_threshold: value 2.0 invalid, must be from 0.0 to 1.0]',
    ],
    [{ optimizers_config: { max_optimization_threads: 'x' } }, 400, 'untagged enum MaxOptimizationThreads'],
    [{ wal_config: { wal_capacity_mb: 0 } }, 422, '[wal_config.wal_capacity_mb: value 0 invalid, must be 1 or larger]'],
    [{ quantization_config: 5 }, 400, 'untagged enum QuantizationConfig'],
    [{ quantization_config: { unknown: {} } }, 400, 'untagged enum QuantizationConfig'],
    [{ quantization_config: { scalar: { type: 'int4' } } }, 400, 'untagged enum QuantizationConfig'],
    [{ quantization_config: { scalar: {} } }, 400, 'untagged enum QuantizationConfig'],
    [
      { quantization_config: { scalar: { type: 'int8', quantile: 2 } } },
      422,
      '[quantization_config.scalar.quantile: value 2.0 invalid, must be from 0.5 to 1.0]',
    ],
    [{ shard_number: 0 }, 422, '[shard_number: value 0 invalid, must be 1 or larger]'],
    [{ on_disk_payload: 'a' }, 400, 'invalid type: string "a", expected a boolean'],
    [{ sharding_method: 'x' }, 400, 'unknown variant `x`, expected `auto` or `custom`'],
    [{ strict_mode_config: { enabled: 5 } }, 400, 'expected a boolean'],
    [{ metadata: 5 }, 400, 'expected a map'],
    [{ vectors: { ...dense, datatype: 'x' } }, 400, 'untagged enum VectorsConfig'],
    [{ vectors: { ...dense, on_disk: 'a' } }, 400, 'untagged enum VectorsConfig'],
    [{ vectors: { ...dense, multivector_config: { comparator: 'x' } } }, 400, 'untagged enum VectorsConfig'],
    [{ vectors: { ...dense, multivector_config: {} } }, 400, 'untagged enum VectorsConfig'],
    [{ vectors: null }, 400, ''],
    [{ vectors: dense, optimizers_config: { max_segment_size: 0 } }, 422, 'must be 1 or larger'],
    [
      { vectors: { a: { ...dense, hnsw_config: { ef_construct: 1 } } } },
      422,
      '[vectors.?.hnsw_config.ef_construct: value 1 invalid',
    ],
    [{ sparse_vectors: { words: { modifier: 'x' } } }, 400, 'unknown variant `x`, expected `none` or `idf`'],
    [{ sparse_vectors: { words: null } }, 400, 'invalid type: null, expected struct SparseVectorParams'],
    [{ vectors: { a: dense }, sparse_vectors: { a: {} } }, 400, "duplicate found with 'a'"],
  ])('refuses a collection with %j', async (settings, status, message) => {
    const { call } = await start({ vectors: dense })
    const reply = await call('PUT', '-refused', { vectors: dense, ...settings })
    expect([reply.status, reply.error]).toEqual([status, expect.stringContaining(message)])
  })

  it.each([
    [{ vectors: { none: { on_disk: true } } }, 400, 'Not existing vector name error: none'],
    [{ sparse_vectors: { none: {} } }, 400, 'Not existing vector name error: none'],
    [{ vectors: 5 }, 400, 'invalid type: integer `5`, expected a map'],
    [{ params: { replication_factor: 0 } }, 400, 'invalid value: integer `0`, expected a nonzero u32'],
    [{ quantization_config: 'x' }, 400, 'untagged enum QuantizationConfigDiff'],
    [{ hnsw_config: { ef_construct: 1 } }, 422, '[hnsw_config.ef_construct: value 1 invalid'],
    [5, 400, 'expected struct UpdateCollection'],
  ])('refuses to change %j', async (change, status, message) => {
    const { call } = await start({ vectors: dense })
    const reply = await call('PATCH', '', change)
    expect([reply.status, reply.error]).toEqual([status, expect.stringContaining(message)])
  })

  it.each([
    ['PATCH', '?timeout=0', 422, 'Validation error in query parameters: [timeout: value 0 invalid'],
    ['PUT', '?timeout=a', 400, 'invalid digit found in string'],
    ['DELETE', '?timeout=0', 422, 'Validation error in query parameters'],
    ['GET', '/exists', 200, undefined],
  ])('%s %s is answered with %i', async (method, path, status, message) => {
    const { call } = await start({ vectors: dense })
    const reply = await call(method, path, method === 'GET' ? undefined : {})
    expect(reply.status).toBe(status)
    if (message !== undefined) expect(reply.error).toContain(message)
  })
})

it.each([
  [{ vectors: { ...dense, datatype: 'uint8' } }, 'The datatype uint8 of dense vectors'],
  [{ vectors: dense, sharding_method: 'custom' }, 'Sharding by key'],
])('the embedded server refuses what would change answers: %j', async (config, what) => {
  const { call } = await startEmbedded()
  expect(await call('PUT', '/collections/a', config)).toMatchObject({
    status: 501,
    error: expect.stringContaining(what),
  })
})
