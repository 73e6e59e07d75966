import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runNode } from '../support/run-node.ts'

// The built package, as a user's program imports it; `npm test` builds first.
const PACKAGE = pathToFileURL(join(import.meta.dirname, '../../dist/src/index.js')).href

const EMBEDDER = pathToFileURL(join(import.meta.dirname, '../support/embedders.ts')).href

/** For a process and its threads: the optional packages are not there. */
const WITHOUT_PEERS = `--import=data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({ resolve(specifier, context, next) {
    if (/^(prom-client|@opentelemetry)/.test(specifier)) throw new Error('it would load ' + specifier)
    return next(specifier, context)
  } })`)}`

const run = (program: string, ...flags: readonly string[]) =>
  runNode([
    ...flags,
    '--input-type=module',
    '--unhandled-rejections=strict',
    '--eval',
    `import * as lib from ${JSON.stringify(PACKAGE)}\n${program}`,
  ])

describe('a program on the built package', () => {
  it('works with nothing installed, and ends by itself after close()', async () => {
    const { code, stdout, stderr } = await run(`
      const pool = await lib.createPool({ url: ':memory:', size: 2 })
      await pool.client.createCollection('docs', { vectors: { size: 2, distance: 'Dot' } })
      await pool.client.upsert('docs', { points: [{ id: 1, vector: [1, 2], payload: { a: 1 } }] })
      console.log(JSON.stringify(await pool.client.query('docs', { query: [1, 1] })))
      await pool.close()`)
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout).points).toMatchObject([{ id: 1, score: 3 }])
  })

  it('ends by itself even where it forgot close()', async () => {
    const { code, stderr } = await run(`
      const pool = await lib.createPool({ url: ':memory:' })
      await pool.client.getCollections()`)
    expect([code, stderr]).toEqual([0, ''])
  })

  it('gets E018 where no server listens, with no unhandled rejection, and ends', async () => {
    const { code, stdout, stderr } = await run(`
      const started = performance.now()
      try { await lib.createPool({ url: 'http://127.0.0.1:9', acquireTimeoutMs: 2_000 }) }
      catch (error) { console.log(error.code, error instanceof lib.ConnectionCreationFailedError, performance.now() - started < 10_000) }`)
    expect([code, stdout, stderr]).toEqual([0, 'E018 true true\n', ''])
  })

  it('rejects every call within the acquire timeout where no connection ever opens, and ends with code 0', async () => {
    const { code, stdout, stderr } = await run(`
      const pool = await lib.createPool({ url: 'http://127.0.0.1:9', lazy: true, size: 2, acquireTimeoutMs: 1_000 })
      const calls = Array.from({ length: 30 }, (_, index) => index % 2 ? pool.client.count('docs') : pool.client.getCollections())
      const settled = await Promise.allSettled(calls)
      const codes = new Set(settled.map(({ reason }) => reason?.code))
      const causes = settled.filter(({ reason }) => /ECONNREFUSED|refused/i.test(String(reason?.message)))
      console.log([...codes].join(), causes.length)
      await pool.close()`)
    expect([code, stdout, stderr]).toEqual([0, 'E016 30\n', ''])
  })

  it('ends by itself after close() with calls queued, running and hung, timers and listeners included', async () => {
    const { code, stdout, stderr } = await run(`
      const embedder = { module: ${JSON.stringify(EMBEDDER)} }
      const pool = await lib.createPool({ url: ':memory:', size: 2, embedder, leakDetectionMs: 60_000, healthCheckIntervalMs: 100 })
      pool.on('health', () => {}).on('worker:replaced', () => {})
      await pool.acquire()
      const calls = [pool.search('docs', 'spin'), pool.search('docs', 'never'), pool.client.getCollections()]
      const settled = Promise.allSettled(calls)
      const computing = () => pool.stats().workers.filter(({ condition }) => condition === 'computing').length
      while (computing() < 1 || pool.stats().waiting < 2) await new Promise((resolve) => setImmediate(resolve))
      await pool.close({ timeoutMs: 100 })
      console.log((await settled).map(({ reason }) => reason?.code).join())`)
    expect([code, stdout, stderr]).toEqual([0, 'POOL_CLOSED,POOL_CLOSED,POOL_CLOSED\n', ''])
  })

  it('has a client of its own by the subpath local, which holds no process up', async () => {
    const { code, stdout, stderr } = await run(`
      import { QdrantClient } from '@qdrant/js-client-rest'
      import * as local from 'qdrant-worker-pool/local'
      const client = await local.createLocalClient({ path: ':memory:' })
      await client.createCollection('docs', { vectors: { size: 2, distance: 'Dot' } })
      console.log(Object.keys(local).join(), client instanceof QdrantClient, (await client.getCollections()).collections.length)`)
    expect([code, stdout, stderr]).toEqual([0, 'createLocalClient true 1\n', ''])
  })

  it('exports what its documentation names, and no more than about twenty names', async () => {
    const { stdout } = await run('console.log(Object.keys(lib).join(" "))')
    expect(stdout.trim().split(' ').sort()).toEqual([
      'CircuitOpenError',
      'ConfigError',
      'ConnectionCreationFailedError',
      'DeadlineExceededError',
      'HealthCheckFailedError',
      'PoolClosedError',
      'PoolExhaustedError',
      'QdrantPoolError',
      'WorkerCrashedError',
      'createPool',
      'defineEmbedder',
      'hashing',
      'openaiCompatible',
      'presets',
      'transformers',
    ])
  })

  it('has types that read alike with every @types/node: none of theirs with parameters that change', () => {
    const files = globSync(join(import.meta.dirname, '../../dist/**/*.d.ts'))
    expect(files.length).toBeGreaterThan(100)
    expect(files.filter((file) => readFileSync(file, 'utf8').includes('diagnostics_channel"'))).toEqual([])
  })

  it('loads neither prom-client nor OpenTelemetry by itself, and needs neither in its threads', async () => {
    const { code, stdout, stderr } = await run(
      `
      import { subscribe } from 'node:diagnostics_channel'
      subscribe('tracing:qdrant-worker-pool:batch:start', ({ carrier }) => { carrier.traceparent = 'of some tracer' })
      const pool = await lib.createPool({ url: ':memory:', size: 1 })
      console.log((await pool.client.getCollections()).collections.length)
      await pool.close()
      await import('qdrant-worker-pool/opentelemetry').catch((error) => console.log(error.message))`,
      WITHOUT_PEERS,
    )
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toBe('0\nit would load @opentelemetry/api\n')
  })

  it('has a store by its subpath, with two functions and a class, over the same pool and its errors', async () => {
    const { code, stdout, stderr } = await run(`
      import * as subpath from 'qdrant-worker-pool/store'
      console.log(Object.keys(subpath).join(' '))
      const pool = await lib.createPool({ url: ':memory:', size: 1, embedder: lib.hashing() })
      const store = await subpath.MemoryStore.open(pool, { name: 'memories' })
      await store.store('the cat sleeps')
      console.log((await store.retrieve('cat'))[0].text)
      await subpath.setupCollection(pool, { name: 'memories', dimension: 2 }).catch((error) => {
        console.log(error instanceof lib.QdrantPoolError, error.code)
      })
      await pool.close()`)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.split('\n')).toEqual([
      'MemoryStore filters setupCollection',
      'the cat sleeps',
      'true COLLECTION_MISMATCH',
      '',
    ])
  })

  it('tells Prometheus and OpenTelemetry by its subpaths, of the same pool', async () => {
    const { code, stdout, stderr } = await run(`
      import { Registry } from 'prom-client'
      import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
      import { prometheusMetrics } from 'qdrant-worker-pool/prometheus'
      import { instrumentPool } from 'qdrant-worker-pool/opentelemetry'
      const pool = await lib.createPool({ url: ':memory:', size: 1 })
      const [registry, exporter] = [new Registry(), new InMemorySpanExporter()]
      const remove = prometheusMetrics(pool, registry)
      const spanProcessors = [new SimpleSpanProcessor(exporter)]
      const stop = instrumentPool(pool, { tracerProvider: new BasicTracerProvider({ spanProcessors }) })
      await pool.client.getCollections()
      console.log((await registry.metrics()).match(/^qdrant_pool_operations_total.*ok.*$/m)[0])
      console.log(exporter.getFinishedSpans().map(({ name }) => name).join())
      stop()
      remove()
      await pool.close()`)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.split('\n')).toEqual([
      'qdrant_pool_operations_total{pool="qdrant",operation="getCollections",outcome="ok"} 1',
      'getCollections,getCollections',
      '',
    ])
  })
})
