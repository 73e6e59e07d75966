import type { ServerResponse } from 'node:http'
import { QdrantClient, QdrantClientResourceExhaustedError, QdrantClientTimeoutError } from '@qdrant/js-client-rest'
import { ApiError } from '@qdrant/openapi-typescript-fetch'
import { describe, expect, it } from 'vitest'
import { DeadlineExceededError, PoolExhaustedError, QdrantPoolError } from '../../../src/index.ts'
import type { Place } from '../../support/client-case.ts'
import { factsOf } from '../../support/client-facts.ts'
import { CLIENT_READS } from '../../support/client-reads.ts'
import { OTHER_WRITES, POINT_WRITES } from '../../support/client-writes.ts'
import { httpStub } from '../../support/http-stub.ts'
import { filledPool, poolOn } from '../../support/local-pool.ts'

const CASES = Object.entries({ ...CLIENT_READS, ...POINT_WRITES, ...OTHER_WRITES })

type Answer = (response: ServerResponse) => void
const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
const refused = (error: string) => ({ status: { error }, time: 0.5 })

const ANSWERS: [string, Answer][] = [
  ['400 with the reason', json(400, refused('Wrong input: no'), { 'x-request-id': 'r1' })],
  ['401 as text', (response) => response.writeHead(401, { 'x-who': 'proxy' }).end('Must provide an API key')],
  ['403 of a proxy', (response) => response.writeHead(403, { 'content-type': 'text/html' }).end('<h1>No</h1>')],
  ['404 without a body', (response) => response.writeHead(404).end()],
  ['409 with a reason of its own', (response) => response.writeHead(409, 'Already There').end('{}')],
  ['429 with the seconds to wait', json(429, refused('slow down'), { 'retry-after': '7' })],
  ['429 without them', json(429, refused('slow down'))],
  ['500', json(500, refused('Service internal error'))],
  ['503 as broken JSON', (response) => response.writeHead(503, { 'content-type': 'text/plain' }).end('{"status":')],
  ['202, which the client takes for no success', json(202, { status: 'accepted', time: 0.1 })],
]

describe('errors of pool.client', () => {
  it.each(ANSWERS)('are those of the client for every method: %s', async (_name, answer) => {
    const { url } = await httpStub((_request, response) => answer(response))
    const plain = new QdrantClient({ url, checkCompatibility: false })
    const { client } = await poolOn(url, { size: 1, retry: false, breaker: false })
    const at: Place = { collection: 'docs', alias: 'live', missing: 'none', url }
    for (const [name, { ok }] of CASES) {
      const [theirs, ours] = await Promise.allSettled([ok(plain, at), ok(client, at)])
      expect(theirs.status, name).toBe('rejected')
      expect(factsOf(ours, at), name).toEqual(factsOf(theirs, at))
    }
  })

  it('are instances of the class that each function of api() has for its own', async () => {
    const { client } = (await filledPool()).pool
    const { getCollection } = client.api()
    const error: unknown = await getCollection({ collection_name: 'missing' }).catch((thrown) => thrown)
    if (!(error instanceof getCollection.Error)) throw new Error('it is of another class')
    expect(error).toBeInstanceOf(ApiError)
    expect(error.getActualType()).toMatchObject({ status: 404, data: { status: { error: expect.any(String) } } })
    expect(new Error('of somebody else')).not.toBeInstanceOf(getCollection.Error)
    await expect(client.count('missing')).rejects.toBeInstanceOf(client.api().countPoints.Error)
  })

  it('tell the whole number of seconds of a Retry-After, of which the client reads the first digit', async () => {
    const { url } = await httpStub((_request, response) => json(429, {}, { 'retry-after': '30' })(response))
    const { client } = await poolOn(url, { size: 1, retry: false, breaker: false })
    const error: unknown = await client.getCollections().catch((thrown) => thrown)
    expect(error).toBeInstanceOf(QdrantClientResourceExhaustedError)
    expect(error).toMatchObject({ retry_after: 30, message: 'Too Many Requests' })
  })

  it("are the client's timeout and the pool's at once where a call takes too long", async () => {
    const { url } = await httpStub(() => {})
    const pool = await poolOn(url, { size: 1 })
    const error: unknown = await pool
      .with({ timeoutMs: 20 })
      .getCollections()
      .catch((thrown) => thrown)
    for (const one of [QdrantClientTimeoutError, DeadlineExceededError, QdrantPoolError, Error])
      expect(error).toBeInstanceOf(one)
    expect(error).not.toBeInstanceOf(PoolExhaustedError)
    expect(new PoolExhaustedError('')).not.toBeInstanceOf(QdrantClientTimeoutError)
    expect(new PoolExhaustedError('')).toBeInstanceOf(QdrantPoolError)
    expect({}).not.toBeInstanceOf(QdrantPoolError)
  })

  it("keep the language's classes of what a method throws by itself", async () => {
    const { pool, server } = await filledPool()
    const plain = new QdrantClient({ url: server.url, checkCompatibility: false })
    const call = (client: QdrantClient) => client.createShardKey('docs', undefined as never)
    const [theirs, ours] = await Promise.allSettled([call(plain), call(pool.client)])
    const at = { collection: 'docs', alias: '-', missing: 'none', url: server.url }
    expect(factsOf(ours, at)).toEqual(factsOf(theirs, at))
    await expect(call(pool.client)).rejects.toBeInstanceOf(TypeError)
  })
})
