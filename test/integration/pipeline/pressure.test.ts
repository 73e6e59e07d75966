import { describe, expect, it } from 'vitest'
import { hashing } from '../../../src/index.ts'
import { contentOf, records, setUpIngest } from '../../support/ingest-set-up.ts'
import { proxiedPool } from '../../support/proxied-pool.ts'
import { until } from '../../support/until.ts'

/** Counts what is read of it. */
function counted<T>(items: Iterable<T>) {
  const source = {
    read: 0,
    ended: false,
    *[Symbol.iterator]() {
      try {
        for (const item of items) {
          source.read++
          yield item
        }
      } finally {
        source.ended = true
      }
    },
  }
  return source
}

describe('an ingest under pressure', () => {
  it('reads no further than its workers can take while the server does not answer', async () => {
    const { pool, proxy } = await proxiedPool({ size: 2, minSize: 2, embedder: hashing({ dimension: 16 }) })
    await pool.client.createCollection('slow', { vectors: { size: 16, distance: 'Cosine' } })
    proxy.fault = { kind: 'blackhole' }
    const source = counted(records(1_000))
    const abort = new AbortController()
    const ingest = pool.ingest('slow', source, { batchSize: 10, signal: abort.signal })
    ingest.catch(() => {})
    // Three batches under way, and one read ahead.
    await until(() => source.read === 40)
    await until(() => pool.stats().waiting === 1)
    expect(source.read).toBe(40)
    abort.abort(new Error('enough'))
    await expect(ingest).rejects.toThrow('enough')
    expect(source.ended).toBe(true)
  })

  it('goes on through a slow server, and stores everything', async () => {
    const { pool, proxy } = await proxiedPool({ size: 2, embedder: hashing({ dimension: 16 }) })
    await pool.client.createCollection('slow', { vectors: { size: 16, distance: 'Cosine' } })
    proxy.fault = { kind: 'delay', ms: 20 }
    expect(await pool.ingest('slow', records(100), { batchSize: 10 })).toMatchObject({ stored: 100, failed: 0 })
    proxy.fault = { kind: 'none' }
    expect(await pool.client.count('slow')).toEqual({ count: 100 })
  })

  it('waits for a server that is gone for a while, and repeats what it lost', async () => {
    const { pool, proxy } = await proxiedPool({ size: 2, embedder: hashing({ dimension: 16 }) })
    await pool.client.createCollection('gone', { vectors: { size: 16, distance: 'Cosine' } })
    const seen: number[] = []
    const onProgress = ({ stored }: { stored: number }) => {
      seen.push(stored)
      if (seen.length === 3) proxy.fault = { kind: 'cut', afterBytes: 0 }
      else if (seen.length === 1) return
    }
    const ingest = pool.ingest('gone', records(200), { batchSize: 10, onProgress })
    await until(() => seen.length >= 3)
    proxy.fault = { kind: 'none' }
    expect(await ingest).toMatchObject({ stored: 200 })
    expect(await pool.client.count('gone')).toEqual({ count: 200 })
  })

  it('sends a batch as soon as it is full, while its source makes it wait for more', async () => {
    const { pool } = await setUpIngest()
    const abort = new AbortController()
    const silent = async function* () {
      yield* records(10)
      await new Promise(() => {})
    }
    let stored = 0
    const onProgress = (progress: { stored: number }) => {
      stored = progress.stored
    }
    const options = { batchSize: 10, createCollection: true, onProgress, signal: abort.signal }
    const ingest = pool.ingest('docs', silent(), options)
    ingest.catch(() => {})
    await until(() => stored === 10)
    abort.abort(new Error('enough'))
    await expect(ingest).rejects.toThrow('enough')
  })

  it('stores what a slow source has given when it ends, in batches as large as asked for', async () => {
    const { pool } = await setUpIngest()
    const slow = async function* () {
      for (const record of records(25)) {
        await new Promise((resolve) => setImmediate(resolve))
        yield record
      }
    }
    expect(await pool.ingest('docs', slow(), { batchSize: 10, createCollection: true })).toMatchObject({
      stored: 25,
      batches: 3,
    })
  })

  it('waits while the queue is full of the calls of others', async () => {
    const { pool } = await setUpIngest({ size: 1, maxQueue: 1 })
    await pool.client.createCollection('docs', { vectors: { size: 4, distance: 'Cosine' } })
    const lease = await pool.acquire()
    const other = pool.with({ priority: 'batch' }).count('docs')
    const ingest = pool.ingest('docs', records(30), { batchSize: 10 })
    await until(() => pool.stats().waiting === 1)
    await lease.release()
    await other
    expect(await ingest).toMatchObject({ stored: 30, failed: 0 })
    expect((await contentOf(pool, 'docs')).length).toBe(30)
  })

  it('ends with E016 where the queue stays full for as long as a batch may take', async () => {
    const { pool } = await setUpIngest({ size: 1, maxQueue: 0 })
    await pool.client.createCollection('docs', { vectors: { size: 4, distance: 'Cosine' } })
    const lease = await pool.acquire()
    const ingest = pool.ingest('docs', records(3), { timeoutMs: 100 })
    await expect(ingest).rejects.toMatchObject({ code: 'E016' })
    await lease.release()
  })

  it('lets interactive calls go before its batches', async () => {
    const { pool } = await setUpIngest({ size: 1, pauseMs: 3 })
    const order: string[] = []
    const ingest = pool
      .ingest('docs', records(200), { batchSize: 10, createCollection: true })
      .then(() => order.push('ingest'))
    await until(() => (pool.stats().operations.embedUpsert?.count ?? 0) > 1)
    await pool.search('docs', 'record 1').then(() => order.push('search'))
    await ingest
    expect(order).toEqual(['search', 'ingest'])
  })

  it('has nothing under way any more when an abort has ended it', async () => {
    const { pool } = await setUpIngest({ pauseMs: 5 })
    const abort = new AbortController()
    const source = counted(records(10_000))
    const ingest = pool.ingest('docs', source, {
      batchSize: 5,
      createCollection: true,
      signal: abort.signal,
      onProgress: ({ stored }) => stored >= 50 && abort.abort(new Error('enough')),
    })
    await expect(ingest).rejects.toThrow('enough')
    expect(pool.stats()).toMatchObject({ waiting: 0 })
    expect(source.ended).toBe(true)
    expect(source.read).toBeLessThan(100)
  })
})
