import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { RestWire } from '../../../src/wire/rest/rest-wire.ts'
import { startEmbedded, withPoints } from '../../support/embedded.ts'

const SETTINGS = { headers: {}, compression: 'identity' as const }

function wireOn(url: string, over = {}) {
  const wire = new RestWire({ url, ...SETTINGS, ...over })
  const realFetch = globalThis.fetch
  onTestFinished(async () => {
    globalThis.fetch = realFetch
    await wire.close()
  })
  return wire
}

async function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('RestWire', () => {
  it('carries hot operations and the long tail over one socket', async () => {
    const { url, server } = await withPoints([{ id: 1, vector: [1, 0] }])
    const before = server.connections().accepted
    const wire = wireOn(url)
    expect(await wire.probe()).toEqual({ ok: true, value: undefined })
    expect(await wire.send('count', 'a', {})).toEqual({ ok: true, value: { count: 1 } })
    expect(await wire.send('clientMethod', 'getCollections', { args: [] })).toEqual({
      ok: true,
      value: { collections: [{ name: 'a' }] },
    })
    expect(
      await wire.send('clientMethod', 'getPoint', { args: [{ collection_name: 'a', id: 1 }], api: true }),
    ).toMatchObject({
      ok: true,
      value: {
        status: 200,
        data: { result: { id: 1 } },
        headers: expect.arrayContaining([['content-type', 'application/json']]),
      },
    })
    expect(server.connections().accepted).toBe(before + 1)
    expect(wire.sockets).toBe(1)
  })

  it('knows no operation beyond the catalog', async () => {
    const { url } = await startEmbedded()
    expect(wireOn(url).send('explode', 'a', {})).toBeUndefined()
  })

  it('tells an error of the server whole, by either way', async () => {
    const { url } = await startEmbedded()
    const wire = wireOn(url)
    const failure = {
      kind: 'server',
      status: 404,
      statusText: 'Not Found',
      data: { status: { error: "Not found: Collection `x` doesn't exist!" } },
    }
    expect(await wire.send('count', 'x', {})).toMatchObject({ ok: false, failure })
    expect(await wire.send('clientMethod', 'getCollection', { args: ['x'] })).toMatchObject({ ok: false, failure })
  })

  it('says of a refused connection that nothing was sent, by either way', async () => {
    const { url, server } = await startEmbedded()
    await server.close()
    const wire = wireOn(url)
    const failure = { kind: 'connection', code: 'CONNECTION_REFUSED', outcome: 'not-sent' }
    expect(await wire.probe()).toMatchObject({ ok: false, failure })
    expect(await wire.send('count', 'a', {})).toMatchObject({ ok: false, failure })
    expect(await wire.send('clientMethod', 'getCollections', { args: [] })).toMatchObject({ ok: false, failure })
  })

  it('says of a socket that broke under a request that the outcome is unknown, and goes on with a new one', async () => {
    let broken = true
    const url = await answering((request, response) => {
      if (broken) request.socket.destroy()
      else response.end('{"result":{"count":1}}')
    })
    const wire = wireOn(url)
    expect(await wire.send('count', 'a', {})).toMatchObject({
      ok: false,
      failure: { code: 'CONNECTION_LOST', outcome: 'unknown' },
    })
    broken = false
    expect(await wire.send('count', 'a', {})).toEqual({ ok: true, value: { count: 1 } })
  })

  it('adds what may be wrong where a body beyond the usual limit was cut off', async () => {
    const url = await answering((request) => request.socket.destroy())
    const payload = { text: 'x'.repeat(33 * 2 ** 20) }
    const reply = await wireOn(url).send('upsert', 'a', { points: [{ id: 1, vector: [1], payload }] })
    expect(reply).toMatchObject({
      failure: { message: expect.stringContaining('33.0 MiB and Qdrant takes 32 MiB by default') },
    })
  })

  it('sends the api-key, the headers and the encoding it was told, below the prefix of its url', async () => {
    const seen: unknown[] = []
    const url = await answering((request, response) => {
      const { 'api-key': key, tenant, 'accept-encoding': encoding } = request.headers
      seen.push([request.url, key, tenant, encoding])
      response.setHeader('content-type', 'application/json').end('{"result":{"count":1}}')
    })
    const wire = wireOn(`${url}/q`, { apiKey: 'k', headers: { tenant: 't' } })
    await wire.send('count', 'a', {})
    await wire.send('clientMethod', 'getCollections', { args: [] })
    expect(seen).toEqual([
      ['/q/collections/a/points/count', 'k', 't', 'identity'],
      ['/q/collections', 'k', 't', 'identity'],
    ])
  })

  it('reads gzip where it asked for it', async () => {
    const url = await answering((_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('{"result":{"count":2}}'))
    })
    expect(await wireOn(url, { compression: 'gzip' }).send('count', 'a', {})).toEqual({ ok: true, value: { count: 2 } })
  })

  it('closes the old socket before it opens a new one', async () => {
    const { url, server } = await startEmbedded()
    const wire = wireOn(url)
    for (let turn = 0; turn < 5; turn++) {
      await wire.probe()
      await wire.reset()
    }
    await wire.probe()
    expect(server.connections()).toMatchObject({ peak: 1, accepted: 6 })
  })

  it('talks to nobody but its server', async () => {
    const { url } = await startEmbedded()
    const wire = wireOn(url)
    await wire.send('clientMethod', 'getCollections', { args: [] })
    await expect(fetch('http://127.0.0.1:1/')).rejects.toThrow("A worker's connection only talks to")
  })

  it("keeps the client's seconds of a 429", async () => {
    const url = await answering((_request, response) => {
      response
        .writeHead(429, { 'retry-after': '3', 'content-type': 'application/json' })
        .end('{"status":{"error":"busy"}}')
    })
    const wire = wireOn(url)
    const failure = { kind: 'server', status: 429, headers: expect.arrayContaining([['retry-after', '3']]) }
    expect(await wire.send('count', 'a', {})).toMatchObject({ failure })
    expect(await wire.send('clientMethod', 'getCollections', { args: [] })).toMatchObject({ failure })
  })

  it('tells what the client itself refuses', async () => {
    const { url } = await startEmbedded()
    const reply = await wireOn(url).send('clientMethod', 'updateVectors', { args: ['a'] })
    expect(reply).toMatchObject({ ok: false, failure: { kind: 'code', name: 'TypeError' } })
  })
})
