import { QdrantClient } from '@qdrant/js-client-rest'
import { describe, expect, it } from 'vitest'
import { filledPool } from '../../support/local-pool.ts'

const ADDRESS = ['_https', '_scheme', '_host', '_port', '_prefix', '_restUri']

describe('the shape of pool.client', () => {
  it("is that of a client: class, methods, functions of api(), and the server's address", async () => {
    const { pool, server } = await filledPool()
    const plain = new QdrantClient({ url: server.url, checkCompatibility: false })
    expect(pool.client).toBeInstanceOf(QdrantClient)
    expect(pool.client.constructor).toBe(QdrantClient)
    expect(Object.keys(pool.client.api())).toEqual(Object.keys(plain.api()))
    expect(pool.client.api()).toBe(pool.client.api())
    const addressOf = (client: object) => ADDRESS.map((name) => Reflect.get(client, name))
    expect(addressOf(pool.client)).toEqual(addressOf(plain))
    expect(addressOf(pool.with({ timeoutMs: 500 }))).toEqual(addressOf(plain))
    await pool.use(async (own) => expect(addressOf(own)).toEqual(addressOf(plain)))
  })

  it('has no function in api() that the client has not', async () => {
    const { pool } = await filledPool()
    expect(Reflect.get(pool.client.api(), 'searchPoints')).toBeUndefined()
    expect(await Promise.resolve(pool.client.api())).toBe(pool.client.api())
  })

  it('answers to the older form of api(), whose argument chose a part', async () => {
    const { client } = (await filledPool()).pool
    const older = client.api as unknown as (part: string) => ReturnType<QdrantClient['api']>
    const { data, ok } = await older('points').getPoint({ collection_name: 'docs', id: 1 })
    expect([ok, data.result?.id]).toEqual([true, 1])
  })

  it('gives up a call of api() when its signal aborts', async () => {
    const { client } = (await filledPool()).pool
    const stop = new AbortController()
    const call = client.api().getCollections({}, { signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
    await expect(client.api().getCollections({}, { signal: stop.signal })).rejects.toThrow('enough')
  })
})
