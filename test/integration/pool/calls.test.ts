import { QdrantClient } from '@qdrant/js-client-rest'
import { describe, expect, it } from 'vitest'
import { filledPool } from '../../support/local-pool.ts'

describe('pool.client', () => {
  it('is a QdrantClient with every method of the installed client', async () => {
    const { pool } = await filledPool()
    expect(pool.client).toBeInstanceOf(QdrantClient)
    const methods = Object.getOwnPropertyNames(QdrantClient.prototype).filter((name) => name !== 'constructor')
    for (const method of methods) {
      expect(Object.hasOwn(pool.client, method), method).toBe(true)
    }
  })

  it('answers as the client does, whichever way a method goes', async () => {
    const { pool, server } = await filledPool()
    const client = new QdrantClient({ url: server.url, checkCompatibility: false })
    const calls: ((c: QdrantClient) => Promise<unknown>)[] = [
      (c) => c.retrieve('docs', { ids: [3, 1], with_vector: true }),
      (c) => c.query('docs', { query: [1, 0, 0, 0], limit: 2, with_payload: true }),
      (c) => c.queryBatch('docs', { searches: [{ query: [1, 0, 0, 0], limit: 1 }] }),
      (c) => c.scroll('docs', { limit: 2 }),
      (c) => c.count('docs'),
      (c) => c.getCollections(),
      (c) => c.collectionExists('docs'),
      (c) => c.getCollection('docs'),
      (c) => c.getAliases(),
      (c) => c.versionInfo(),
    ]
    for (const call of calls) expect(await call(pool.client)).toEqual(await call(client))
  })

  it('fails as the client does: class, status, message, data', async () => {
    const { pool, server } = await filledPool()
    const client = new QdrantClient({ url: server.url, checkCompatibility: false })
    const calls: ((c: QdrantClient) => Promise<unknown>)[] = [
      (c) => c.getCollection('missing'),
      (c) => c.retrieve('missing', { ids: [1] }),
      (c) => c.upsert('docs', { points: [{ id: 1, vector: [1, 2] }] }),
    ]
    for (const call of calls) {
      const [ours, theirs] = await Promise.all(
        [pool.client, client].map((c) => call(c).catch((error: unknown) => error)),
      )
      const facts = ({ status, message, data }: { status: number; message: string; data: { status: unknown } }) => [
        status,
        message,
        data.status,
      ]
      expect(facts(ours as never)).toEqual(facts(theirs as never))
      const classOf = (error: unknown) => Object.getPrototypeOf(Object.getPrototypeOf(error))
      expect(classOf(ours)).toBe(classOf(theirs))
    }
  })

  it('gives the answers of api() with status, headers and data', async () => {
    const { pool } = await filledPool()
    const answer = await pool.client.api().getPoint({ collection_name: 'docs', id: 1 })
    expect(answer).toMatchObject({ ok: true, status: 200, data: { result: { id: 1, payload: { id: 1 } } } })
    expect(answer.headers.get('content-type')).toContain('application/json')
  })

  it('carries ids of 64 bits both ways', async () => {
    const { pool } = await filledPool()
    const id = 2n ** 64n - 1n
    await pool.client.upsert('docs', { points: [{ id: id as never, vector: [1, 1, 1, 1] }] })
    expect(await pool.client.retrieve('docs', { ids: [id as never], with_payload: false })).toEqual([{ id }])
  })

  it('takes typed arrays as vectors', async () => {
    const { pool } = await filledPool()
    await pool.client.upsert('docs', { points: [{ id: 9, vector: new Float32Array([0, 0, 0, 2]) as never }] })
    const found = await pool.client.query('docs', { query: new Float32Array([0, 0, 0, 1]) as never, limit: 1 })
    expect(found.points[0]).toMatchObject({ id: 9, score: 1 })
  })

  it('gives each of many callers its own points while they travel together', async () => {
    const { pool } = await filledPool({ size: 2 })
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, turn) => pool.client.retrieve('docs', { ids: [1 + (turn % 4)] })),
    )
    for (const [turn, answer] of answers.entries())
      expect(answer.map(({ id }) => id)).toEqual(turn % 4 === 3 ? [] : [1 + (turn % 4)])
    const { coalescing, workers } = pool.stats()
    expect(coalescing.batches).toBeLessThan(coalescing.operations)
    // createCollection and upsert before them.
    expect(workers.reduce((sum, { operations }) => sum + operations, 0)).toBe(302)
  })
})

describe('bad input', () => {
  const bad: [string, (c: QdrantClient) => Promise<unknown>, object][] = [
    [
      'NaN in a vector',
      (c) => c.upsert('docs', { points: [{ id: 1, vector: [1, Number.NaN, 0, 0] }] }),
      { code: 'INVALID_ARGUMENT', message: 'upsert: points[0].vector[1] is NaN, which JSON cannot carry' },
    ],
    [
      'wrong dimensions',
      (c) => c.upsert('docs', { points: [{ id: 1, vector: [1] }] }),
      { status: 400, data: { status: { error: 'Wrong input: Vector dimension error: expected dim: 4, got 1' } } },
    ],
    [
      'a function in a payload',
      (c) => c.upsert('docs', { points: [{ id: 1, vector: [1, 1, 1, 1], payload: { f: () => 1 } }] }),
      { code: 'INVALID_ARGUMENT', message: 'upsert: points[0].payload.f is a function, which cannot be sent' },
    ],
    [
      'a body of 40 MB',
      (c) => c.upsert('docs', { points: [{ id: 1, vector: [1, 1, 1, 1], payload: { text: 'x'.repeat(40e6) } }] }),
      {
        status: 400,
        data: { status: { error: expect.stringMatching(/larger than allowed \(limit: 33554432 bytes\)/) } },
      },
    ],
    ['a collection name that leaves its path', (c) => c.count('../x'), { code: 'INVALID_ARGUMENT' }],
    ['an empty collection name', (c) => c.getCollection(''), { code: 'INVALID_ARGUMENT' }],
    [
      'no arguments at all',
      (c) => (c.count as () => Promise<unknown>)(),
      { code: 'INVALID_ARGUMENT', message: expect.stringContaining('got undefined') },
    ],
  ]
  it.each(bad)('%s gets a clear error, changes nothing and harms no other call', async (_name, call, facts) => {
    const { pool } = await filledPool({ size: 2 })
    const others = Array.from({ length: 20 }, () => pool.client.count('docs'))
    await expect(call(pool.client)).rejects.toMatchObject(facts)
    for (const other of others) expect(await other).toEqual({ count: 3 })
    expect(await pool.client.retrieve('docs', { ids: [1] })).toEqual([{ id: 1, payload: { id: 1 } }])
  })
})

describe('pool.with', () => {
  it('refuses options it does not know before anything is sent', async () => {
    const { pool } = await filledPool()
    expect(() => pool.with({ timeout: 5 } as never)).toThrow('Unknown call option `timeout`')
  })

  it('rejects an aborted call with the reason of its signal', async () => {
    const { pool } = await filledPool()
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(pool.with({ signal }).count('docs')).rejects.toThrow('enough')
  })
})

describe('leases', () => {
  it('hold one worker alone until they are released, twice without harm', async () => {
    const { pool } = await filledPool({ size: 1 })
    const lease = await pool.acquire()
    expect(pool.stats().workers).toMatchObject([{ slot: lease.slot, state: 'leased' }])
    await expect(pool.with({ acquireTimeoutMs: 20 }).count('docs')).rejects.toMatchObject({ code: 'E016' })
    expect(await lease.client.count('docs')).toEqual({ count: 3 })
    await lease.release()
    await lease[Symbol.asyncDispose]()
    expect(await pool.client.count('docs')).toEqual({ count: 3 })
    await expect(lease.client.count('docs')).rejects.toMatchObject({ code: 'POOL_CLOSED' })
  })

  it('are released by pool.use whatever happens in it', async () => {
    const { pool } = await filledPool({ size: 1 })
    expect(await pool.use((client) => client.count('docs'))).toEqual({ count: 3 })
    await expect(pool.use(async () => Promise.reject(new Error('mine')))).rejects.toThrow('mine')
    expect(pool.stats()).toMatchObject({ idle: 1, busy: 0 })
  })
})
