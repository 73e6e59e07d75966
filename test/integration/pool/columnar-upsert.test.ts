import { describe, expect, it, onTestFinished } from 'vitest'
import { startLocalServer } from '../../../src/embedded/local-server.ts'
import type { Pool } from '../../../src/index.ts'
import { FaultProxy } from '../../support/fault-proxy.ts'
import { filledPool, localServer, poolOn } from '../../support/local-pool.ts'

const columns = () => ({
  ids: [11, 2n ** 63n, '550e8400-e29b-41d4-a716-446655440000'],
  vectors: new Float32Array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0.5]),
  payloads: [{ n: 1 }, null, { n: 3 }],
})

async function stored(pool: Pool): Promise<unknown> {
  const { ids } = columns()
  const points = await pool.client.retrieve('docs', { ids: ids as (string | number)[], with_vector: true })
  return points
    .sort((a, b) => String(a.id).length - String(b.id).length)
    .map(({ payload, vector }) => [payload, vector])
}

describe('an upsert in columns', () => {
  it.each([{ preferGrpc: false }, { preferGrpc: true }])('stores every row, with %j', async (options) => {
    const pool = await poolOn(':memory:', options)
    await pool.client.createCollection('docs', { vectors: { size: 4, distance: 'Dot' } })
    expect(await pool.client.upsert('docs', columns())).toMatchObject({ status: 'completed' })
    expect(await stored(pool)).toEqual([
      [{ n: 1 }, [1, 0, 0, 0]],
      [{}, [0, 1, 0, 0]],
      [{ n: 3 }, [0, 0, 1, 0.5]],
    ])
  })

  it('moves its array, and leaves a part of a larger buffer and shared memory where they are', async () => {
    const { pool } = await filledPool()
    const moved = columns()
    const { buffer } = moved.vectors
    const part = new Float32Array([9, ...moved.vectors]).subarray(1)
    const shared = new Float32Array(new SharedArrayBuffer(48))
    shared.set(moved.vectors)
    const call = pool.client.upsert('docs', moved)
    expect([moved.vectors.length, buffer.byteLength]).toEqual([0, 0])
    await call
    await pool.client.upsert('docs', { ...columns(), vectors: part })
    await pool.client.upsert('docs', { ...columns(), vectors: shared })
    expect([part.length, shared.length]).toEqual([12, 12])
    expect(await stored(pool)).toHaveLength(3)
  })

  it('gives the array back where the server refuses it', async () => {
    const { pool } = await filledPool()
    const refused = { ...columns(), ids: [1, 2] }
    const before = Array.from(refused.vectors)
    const fitting = { ids: refused.ids, vectors: refused.vectors }
    await expect(pool.client.upsert('docs', fitting)).rejects.toMatchObject({ status: 400 })
    expect(Array.from(fitting.vectors)).toEqual(before)
    await expect(pool.client.upsert('missing', fitting)).rejects.toMatchObject({ status: 404 })
    expect(Array.from(fitting.vectors)).toEqual(before)
  })

  it('gives the array back where the call never left', async () => {
    const { pool } = await filledPool({ size: 1 })
    const waiting = columns()
    const abort = new AbortController()
    await pool.use(async () => {
      const call = pool.with({ signal: abort.signal }).upsert('docs', waiting)
      expect(waiting.vectors).toHaveLength(0)
      abort.abort(new Error('no longer'))
      await expect(call).rejects.toThrow('no longer')
    })
    expect(waiting.vectors).toHaveLength(12)
  })

  it('gives the array back where a payload cannot cross to the worker', async () => {
    const { pool } = await filledPool()
    const odd = { ...columns(), payloads: [{ n: () => 1 }, null, null] }
    await expect(pool.client.upsert('docs', odd)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(odd.vectors).toHaveLength(12)
  })

  it('is sent again with the same array after the connection was lost', async () => {
    const server = await startLocalServer()
    onTestFinished(() => server.close())
    const proxy = await FaultProxy.before(server.url)
    onTestFinished(() => proxy.close())
    const pool = await poolOn(proxy.url, { size: 1 })
    await pool.client.createCollection('docs', { vectors: { size: 4, distance: 'Dot' } })
    proxy.fault = { kind: 'cut', afterBytes: 10 }
    const call = pool.client.upsert('docs', columns())
    await new Promise((resolve) => setImmediate(resolve))
    const healing = setInterval(() => {
      if (pool.stats().retries > 0) proxy.fault = { kind: 'none' }
    }, 1)
    onTestFinished(() => clearInterval(healing))
    expect(await call).toMatchObject({ status: 'completed' })
    expect(await stored(pool)).toHaveLength(3)
  })

  it.each([
    [{ vectors: [1, 2] }, 'expected `vectors` to be a Float32Array of n x d numbers'],
    [{ ids: [] }, 'expected `ids` to be a list of at least one id'],
    [{ ids: [1, 2, 3, 4, 5] }, 'expected `vectors` to hold as many numbers for each of 5 ids, got 12 in all'],
    [{ payloads: [{}] }, 'expected `payloads` to be a list of 3, one an id'],
    [{ points: [] }, 'expected either `vectors` in columns, `points` or `batch`'],
  ])('refuses %j before anything is moved', async (wrong, message) => {
    const server = await localServer()
    const pool = await poolOn(server.url)
    const given = { ...columns(), ...wrong }
    await expect(pool.client.upsert('docs', given as never)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `upsert: ${message}`,
    })
    expect(given.vectors.length).toBeGreaterThan(0)
  })
})
