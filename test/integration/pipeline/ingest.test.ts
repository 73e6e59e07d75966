import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { hashing } from '../../../src/index.ts'
import { contentOf, records, setUpIngest } from '../../support/ingest-set-up.ts'
import { localServer, poolOn } from '../../support/local-pool.ts'
import { vectorOf } from '../../support/logging-embedder.ts'

describe('pool.ingest', () => {
  it('creates the collection for the vectors of the embedder, and tells that it did', async () => {
    const { pool } = await setUpIngest()
    expect(await pool.ingest('new', records(3), { createCollection: true })).toMatchObject({
      read: 3,
      stored: 3,
      embedded: 3,
      skipped: 0,
      failed: 0,
      batches: 1,
      created: true,
      failures: [],
    })
    expect((await pool.client.getCollection('new')).config.params.vectors).toMatchObject({
      size: 4,
      distance: 'Cosine',
    })
    expect(await pool.ingest('new', records(3), { createCollection: true })).toMatchObject({ created: false })
  })

  it('creates it as it is told, with the named and the sparse vector', async () => {
    const pool = await poolOn((await localServer()).url, { size: 1, embedder: hashing({ dimension: 32 }) })
    await pool.ingest('new', records(2), {
      vectorName: 'body',
      sparseVectorName: 'words',
      createCollection: { on_disk_payload: true },
    })
    const { params } = (await pool.client.getCollection('new')).config
    expect(params).toMatchObject({
      vectors: { body: { size: 32, distance: 'Cosine' } },
      sparse_vectors: { words: { modifier: 'idf' } },
      on_disk_payload: true,
    })
    const [point] = await pool.client.retrieve('new', { ids: [1], with_vector: true })
    expect(Object.keys(point?.vector ?? {}).sort()).toEqual(['body', 'words'])
  })

  it('stores vectors as they are beside texts that it embeds', async () => {
    const { pool, embedded } = await setUpIngest()
    const source = [
      { id: 1, text: 'record a' },
      { id: 2, vector: [0, 0, 1, 0], payload: { kind: 'vector' } },
      { id: 3, vector: new Float32Array([0, 0, 0, 1]), text: 'kept, not embedded' },
      { id: 2n ** 60n, text: 'record big' },
    ]
    expect(await pool.ingest('mixed', source, { createCollection: true })).toMatchObject({ stored: 4, embedded: 2 })
    expect(embedded().sort()).toEqual(['record a', 'record big'])
    const points = await pool.client.retrieve('mixed', { ids: [1, 2, 3, (2n ** 60n) as never], with_vector: true })
    const byId = new Map(points.map((point) => [String(point.id), point]))
    expect(byId.get('2')).toMatchObject({ payload: { kind: 'vector' }, vector: [0, 0, 1, 0] })
    expect(byId.get('3')).toMatchObject({ payload: { text: 'kept, not embedded' }, vector: [0, 0, 0, 1] })
    expect(byId.get(String(2n ** 60n))?.payload).toEqual({ text: 'record big' })
  })

  it('stores vectors without an embedder, and by any worker', async () => {
    const pool = await poolOn((await localServer()).url, { size: 1 })
    const source = [1, 2, 3].map((id) => ({ id, vector: [id, 1], payload: { id } }))
    expect(await pool.ingest('plain', source, { createCollection: true })).toMatchObject({ stored: 3, embedded: 0 })
    const { pool: split } = await setUpIngest({ size: 2, embedWorkers: 1 })
    await split.client.createCollection('plain', { vectors: { size: 2, distance: 'Dot' } })
    await split.ingest('plain', source)
    expect(split.stats().operations).not.toHaveProperty('embedUpsert')
    expect(await split.client.count('plain')).toEqual({ count: 3 })
  })

  it('stores a plain vector under the name that is given, and vectors with names as they are', async () => {
    const { pool } = await setUpIngest()
    const source = [
      { id: 1, vector: [0, 1, 0, 0] },
      { id: 2, text: 'record b' },
      { id: 3, vector: { body: [0, 0, 1, 0] } },
    ]
    expect(await pool.ingest('named', source, { vectorName: 'body', createCollection: true })).toMatchObject({
      stored: 3,
    })
    const points = await pool.client.retrieve('named', { ids: [1, 2, 3], with_vector: true })
    const byId = new Map(points.map(({ id, vector }) => [id, vector]))
    expect(byId.get(1)).toEqual({ body: [0, 1, 0, 0] })
    expect(byId.get(3)).toEqual({ body: [0, 0, 1, 0] })
    expect(byId.get(2)).toHaveProperty('body')
  })

  it('gives an id to a vector by its content, so that a second ingest adds nothing', async () => {
    const { pool } = await setUpIngest()
    const source = [{ vector: [1, 0, 0, 0] }, { vector: [1, 0, 0, 0], payload: { other: true } }]
    await pool.ingest('ids', source, { createCollection: true })
    await pool.ingest('ids', source)
    expect(await pool.client.count('ids')).toEqual({ count: 2 })
  })

  it.each([1, 3, 64])('stores the last of several records of one id, in batches of %i', async (batchSize) => {
    const { pool } = await setUpIngest({ pauseMs: 2 })
    const source = Array.from({ length: 40 }, (_, index) => ({ id: index % 4, text: `record ${index}` }))
    expect(await pool.ingest('twice', source, { batchSize, createCollection: true })).toMatchObject({ stored: 40 })
    const content = await contentOf(pool, 'twice')
    expect(content.map(({ payload }) => payload)).toEqual(
      [36, 37, 38, 39].map((index) => ({ text: `record ${index}` })),
    )
  })

  it('tells how far it has come, and how long the rest will take where the size is known', async () => {
    const { pool } = await setUpIngest({ pauseMs: 1 })
    const seen: { read: number; stored: number; failed: number; perSecond: number; etaMs?: number }[] = []
    const onProgress = (progress: (typeof seen)[number]) => void seen.push(progress)
    await pool.ingest('progress', records(100), { batchSize: 10, createCollection: true, onProgress })
    expect(seen.map(({ stored }) => stored)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 100])
    expect(seen.every(({ etaMs = -1, perSecond }) => etaMs >= 0 && perSecond > 0)).toBe(true)
    expect(seen.at(-1)).toMatchObject({ etaMs: 0 })
    seen.length = 0
    await pool.ingest('progress', records(5).values(), { onProgress })
    expect(seen[0]).not.toHaveProperty('etaMs')
  })

  it('reads a file, a gzipped one and a stream of the same lines', async () => {
    const { pool, folder } = await setUpIngest()
    const lines = records(30).map((record) => `${JSON.stringify(record)}\n`)
    const file = join(folder, 'records.jsonl')
    writeFileSync(file, lines.join(''))
    writeFileSync(`${file}.gz`, gzipSync(lines.join('')))
    await pool.ingest('a', file, { createCollection: true })
    await pool.ingest('b', `${file}.gz`, { createCollection: true })
    await pool.ingest('c', Readable.from([Buffer.from(lines.join(''))]), { createCollection: true })
    const content = await contentOf(pool, 'a')
    expect(content.map(({ payload }) => payload)).toEqual(records(30).map(({ text }, index) => ({ index, text })))
    expect(content[7]?.vector).toEqual(Array.from(vectorOf('record 7'), (value) => expect.closeTo(value, 5)))
    expect(await contentOf(pool, 'b')).toEqual(content)
    expect(await contentOf(pool, 'c')).toEqual(content)
  })

  it.each([
    [{ batchSize: 0 }, 'ingest: expected `batchSize` to be a whole number of at least 1, got 0'],
    [{ maxFailures: -1 }, 'ingest: expected `maxFailures` to be a number of at least 0, got -1'],
    [{ textKey: '' }, 'ingest: expected `textKey` to be a name, got ""'],
    [{ checkpoint: new URL('http://127.0.0.1/x') }, 'ingest: expected `checkpoint` to be a path or a file: URL'],
    [
      { createCollection: 'yes' },
      "ingest: expected `createCollection` to be true, false or createCollection's parameters",
    ],
    [{ onProgress: 1 }, 'ingest: expected `onProgress` to be a function, got number'],
    [{ bachSize: 1 }, 'ingest: unknown option `bachSize`'],
  ])('refuses the options %j before it reads', async (options, message) => {
    const { pool } = await setUpIngest()
    let read = 0
    const source = (function* () {
      read++
      yield* records(1)
    })()
    await expect(pool.ingest('none', source, options as never)).rejects.toThrow(message)
    expect(read).toBe(0)
  })

  it('refuses to guess the vectors of a collection whose first record has several', async () => {
    const { pool } = await setUpIngest()
    const ingest = pool.ingest('none', [{ id: 1, vector: { a: [1, 2] } }], { createCollection: true })
    await expect(ingest).rejects.toThrow('must say which `vectors` the collection has')
  })
})
