import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { QdrantClient, withHeaders } from '@qdrant/js-client-rest'
import { describe, expect, it } from 'vitest'
import type { ClientCase, Place } from '../../support/client-case.ts'
import { CLIENT_READS } from '../../support/client-reads.ts'
import { OTHER_WRITES, POINT_WRITES } from '../../support/client-writes.ts'
import { httpStub } from '../../support/http-stub.ts'
import { poolOn } from '../../support/local-pool.ts'

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
  const stub = await httpStub((request, response) => {
    seen.push(request.headers)
    answer(response)
  })
  return { ...stub, seen }
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
      await withHeaders({ 'x-a': '1' }, async () => {
        await own.count('docs')
        await own.count('docs')
      })
    }
    const told = seen.map(({ 'x-a': a, 'x-b': b }) => `${a} ${b}`)
    expect(told).toEqual([...Array(2)].flatMap(() => ['1 2', '1 undefined', 'undefined undefined']))
  })

  it('keeps calls of different headers in requests of their own', async () => {
    const { url, seen, requests } = await headerStub()
    const pool = await poolOn(url, { size: 1 })
    const tenants = Array.from({ length: 60 }, (_, turn) => `t${turn % 3}`)
    await Promise.all(
      tenants.map((tenant, id) =>
        withHeaders({ 'x-tenant': tenant }, () => pool.client.retrieve('docs', { ids: [id] })),
      ),
    )
    expect(new Set(seen.map(({ 'x-tenant': tenant }) => tenant))).toEqual(new Set(['t0', 't1', 't2']))
    expect(requests.length).toBeLessThan(tenants.length)
    expect(pool.stats().coalescing.operations).toBe(60)
  })

  it('holds for the copy of the client that `require` gives, too', async () => {
    const { url, seen } = await headerStub()
    const { client } = await poolOn(url, { size: 1 })
    const copy = createRequire(import.meta.url)('@qdrant/js-client-rest') as { withHeaders: typeof withHeaders }
    expect(copy.withHeaders).not.toBe(withHeaders)
    await copy.withHeaders({ 'x-a': '1' }, () => client.count('docs'))
    expect(seen[0]).toMatchObject({ 'x-a': '1' })
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
