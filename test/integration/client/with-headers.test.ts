import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { QdrantClient, withHeaders } from '@qdrant/js-client-rest'
import { describe, expect, it } from 'vitest'
import type { ClientCase, Place } from '../../support/client-case.ts'
import { CLIENT_READS } from '../../support/client-reads.ts'
import { OTHER_WRITES, POINT_WRITES } from '../../support/client-writes.ts'
import { httpStub } from '../../support/http-stub.ts'
import { poolOn } from '../../support/local-pool.ts'
import { answerCount, listening } from '../wire/grpc-stub-server.ts'

const CASES: Readonly<Record<string, ClientCase>> = {
  ...CLIENT_READS,
  ...POINT_WRITES,
  ...OTHER_WRITES,
  search: { ok: (c, at) => (c as Legacy).search(at.collection, { vector: [1] }) },
}
type Legacy = Awaited<ReturnType<typeof poolOn>>['client']

/** A server that keeps the headers that it gets. */
async function headerStub() {
  const seen: IncomingHttpHeaders[] = []
  const ids: { readonly tenant: unknown; readonly ids: readonly number[] }[] = []
  const stub = await httpStub((request, response, body) => {
    seen.push(request.headers)
    if (request.url === '/collections/docs/points')
      ids.push({ tenant: request.headers['x-tenant'], ...JSON.parse(body) })
    answer(response)
  })
  return { ...stub, seen, ids }
}

function answer(response: ServerResponse): void {
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ result: [], status: 'ok', time: 0 }))
}

describe('withHeaders around pool.client', () => {
  it('sends the headers with every method, and with none after it', async () => {
    const { url, seen } = await headerStub()
    const { client } = await poolOn(url, { size: 1, headers: { 'X-Tenant': 'nobody' }, apiKey: 'usual' })
    const at: Place = { collection: 'docs', alias: 'live', missing: 'none', url }
    for (const [name, { ok }] of Object.entries(CASES)) {
      seen.length = 0
      await withHeaders({ 'X-Tenant': `of ${name}`, 'api-key': 'own' }, () => ok(client, at)).catch(() => {})
      expect(seen[0], name).toMatchObject({ 'x-tenant': `of ${name}`, 'api-key': 'own' })
      await ok(client, at).catch(() => {})
      expect(seen.at(-1), name).toMatchObject({ 'x-tenant': 'nobody', 'api-key': 'usual' })
    }
  })

  it('nests as with the client, and ends with the callback', async () => {
    const { url, seen } = await headerStub()
    const { client } = await poolOn(url, { size: 1 })
    const plain = new QdrantClient({ url, checkCompatibility: false })
    for (const own of [plain, client]) {
      await withHeaders({ 'x-a': '1', 'x-b': '1' }, () => withHeaders({ 'x-b': '2' }, () => own.count('docs')))
      await withHeaders({ 'X-A': '1', 'x-b': '1' }, () => withHeaders({ 'x-a': '2' }, () => own.count('docs')))
      await withHeaders({ 'x-a': '1' }, async () => {
        await own.count('docs')
        await own.count('docs')
      })
    }
    const told = seen.map(({ 'x-a': a, 'x-b': b }) => `${a} ${b}`)
    expect(told).toEqual([...Array(2)].flatMap(() => ['1 2', '2 1', '1 undefined', 'undefined undefined']))
  })

  it('keeps calls of different headers in requests of their own', async () => {
    const { url, ids, requests } = await headerStub()
    const pool = await poolOn(url, { size: 1 })
    const tenants = Array.from({ length: 60 }, (_, turn) => `t${turn % 3}`)
    await Promise.all(
      tenants.map((tenant, id) =>
        withHeaders({ 'x-tenant': tenant }, () => pool.client.retrieve('docs', { ids: [id] })),
      ),
    )
    for (const sent of ids) expect(sent.ids.map((id) => tenants[id])).toEqual(sent.ids.map(() => sent.tenant))
    expect(ids.flatMap((sent) => sent.ids)).toHaveLength(60)
    expect(requests.length).toBeLessThan(tenants.length)
  })

  it('holds for the copy of the client that `require` gives, too', async () => {
    const { url, seen } = await headerStub()
    const { client } = await poolOn(url, { size: 1 })
    const copy = createRequire(import.meta.url)('@qdrant/js-client-rest') as { withHeaders: typeof withHeaders }
    expect(copy.withHeaders).not.toBe(withHeaders)
    await copy.withHeaders({ 'x-a': '1' }, () => client.count('docs'))
    expect(seen[0]).toMatchObject({ 'x-a': '1' })
  })

  it('makes them metadata over gRPC', async () => {
    const seen: IncomingHttpHeaders[] = []
    const { port } = await listening(answerCount, (headers) => seen.push(headers as IncomingHttpHeaders))
    const options = { size: 1, preferGrpc: true, grpcPort: port, headers: { 'X-Tenant': 'usual', 'Keep-Alive': '5' } }
    const { client } = await poolOn('http://127.0.0.1', options)
    await withHeaders({ 'X-Tenant': 'own', Connection: 'keep-alive' }, () => client.count('docs'))
    await client.count('docs')
    const calls = seen.filter((headers) => headers[':path'] === '/qdrant.Points/Count')
    expect(calls.map((headers) => headers['x-tenant'])).toEqual(['own', 'usual'])
  })

  it('rejects the call, as the client does, on what is no header', async () => {
    const { url, requests } = await headerStub()
    const { client } = await poolOn(url, { size: 1 })
    await expect(withHeaders({ 'x-a': 'one\ntwo' }, () => client.count('docs'))).rejects.toBeInstanceOf(TypeError)
    expect(requests).toEqual([])
  })

  it('beats the headers that a call of api() brings along', async () => {
    const { url, seen } = await headerStub()
    const { client } = await poolOn(url, { size: 1 })
    const headers = { 'X-A': 'call', 'X-B': 'call' }
    await withHeaders({ 'x-b': 'context' }, () => client.api().getCollections({}, { headers }))
    expect(seen[0]).toMatchObject({ 'x-a': 'call', 'x-b': 'context' })
  })
})
