import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Params } from '../../../src/operations/operation.ts'
import { Cancellation } from '../../../src/wire/cancellation.ts'
import { startEmbedded, withPoints } from '../../support/embedded.ts'
import { ReadWire } from '../../support/read-wire.ts'
import { until } from '../../support/until.ts'

const COUNT = { operation: 'count', target: 'a', params: {} }
const method = (target: string, params: Params) => ({ operation: 'clientMethod', target, params })
const GET_COLLECTIONS = method('getCollections', { args: [] })

const SETTINGS = { headers: {}, compression: 'identity' as const }

function wireOn(url: string, over = {}) {
  const wire = new ReadWire({ url, ...SETTINGS, ...over })
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
    expect(await wire.send(COUNT)).toEqual({ ok: true, value: { count: 1 } })
    expect(await wire.send(GET_COLLECTIONS)).toEqual({
      ok: true,
      value: { collections: [{ name: 'a' }] },
    })
    expect(await wire.send(method('getPoint', { args: [{ collection_name: 'a', id: 1 }], api: true }))).toMatchObject({
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
    expect(wireOn(url).send({ operation: 'explode', target: 'a', params: {} })).toBeUndefined()
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
    expect(await wire.send({ operation: 'count', target: 'x', params: {} })).toMatchObject({ ok: false, failure })
    expect(await wire.send(method('getCollection', { args: ['x'] }))).toMatchObject({ ok: false, failure })
  })

  it('says of a refused connection that nothing was sent, by either way', async () => {
    const { url, server } = await startEmbedded()
    await server.close()
    const wire = wireOn(url)
    const failure = { kind: 'connection', code: 'CONNECTION_REFUSED', outcome: 'not-sent' }
    expect(await wire.probe()).toMatchObject({ ok: false, failure })
    expect(await wire.send(COUNT)).toMatchObject({ ok: false, failure })
    expect(await wire.send(GET_COLLECTIONS)).toMatchObject({ ok: false, failure })
  })

  it('says of a socket that broke under a request that the outcome is unknown, and goes on with a new one', async () => {
    let broken = true
    const url = await answering((request, response) => {
      if (broken) request.socket.destroy()
      else response.end('{"result":{"count":1}}')
    })
    const wire = wireOn(url)
    expect(await wire.send(COUNT)).toMatchObject({
      ok: false,
      failure: { code: 'CONNECTION_LOST', outcome: 'unknown' },
    })
    broken = false
    expect(await wire.send(COUNT)).toEqual({ ok: true, value: { count: 1 } })
  })

  it('adds what may be wrong where a body beyond the usual limit was cut off', async () => {
    const url = await answering((request) => request.socket.destroy())
    const payload = { text: 'x'.repeat(33 * 2 ** 20) }
    const params = { points: [{ id: 1, vector: [1], payload }] }
    const reply = await wireOn(url).send({ operation: 'upsert', target: 'a', params })
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
    await wire.send(COUNT)
    await wire.send(GET_COLLECTIONS)
    expect(seen).toEqual([
      ['/q/collections/a/points/count', 'k', 't', 'identity'],
      ['/q/collections', 'k', 't', 'identity'],
    ])
  })

  it('reads gzip where it asked for it', async () => {
    const url = await answering((_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('{"result":{"count":2}}'))
    })
    expect(await wireOn(url, { compression: 'gzip' }).send(COUNT)).toEqual({ ok: true, value: { count: 2 } })
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

  it('leaves what the thread fetches from elsewhere alone, and gives the global fetch back', async () => {
    const { url } = await startEmbedded()
    const elsewhere = await answering((_request, response) => response.end('elsewhere'))
    const before = globalThis.fetch
    const wire = wireOn(url)
    await wire.send(GET_COLLECTIONS)
    expect(globalThis.fetch).not.toBe(before)
    expect(await (await fetch(elsewhere)).text()).toBe('elsewhere')
    expect(await (await fetch(new Request(elsewhere))).text()).toBe('elsewhere')
    await wire.close()
    expect(globalThis.fetch).toBe(before)
  })

  it('names a method that the installed client does not have', async () => {
    const { url } = await startEmbedded()
    const reply = await wireOn(url).send(method('typo', { args: [], api: true }))
    expect(reply).toEqual({
      ok: false,
      failure: { kind: 'argument', message: 'the installed client has no method api().typo' },
    })
  })

  it('ends a handshake that stalls, so that a later attempt is not a second socket', async () => {
    const sockets = new Set<Socket>()
    let peak = 0
    const silent = createTcpServer((socket) => {
      sockets.add(socket)
      peak = Math.max(peak, sockets.size)
      // Read on, because a socket that is not read never learns of the other side's end.
      socket.resume().on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    })
    silent.listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    onTestFinished(() => void silent.close())
    const wire = wireOn(`https://127.0.0.1:${(silent.address() as AddressInfo).port}`)
    for (let attempt = 0; attempt < 3; attempt++) {
      const probe = wire.probe()
      await until(() => sockets.size === 1)
      await wire.reset()
      expect(await probe).toMatchObject({ ok: false })
      await until(() => sockets.size === 0)
    }
    expect(peak).toBe(1)
  })

  it("keeps the client's seconds of a 429", async () => {
    const url = await answering((_request, response) => {
      response
        .writeHead(429, { 'retry-after': '3', 'content-type': 'application/json' })
        .end('{"status":{"error":"busy"}}')
    })
    const wire = wireOn(url)
    const failure = { kind: 'server', status: 429, headers: expect.arrayContaining([['retry-after', '3']]) }
    expect(await wire.send(COUNT)).toMatchObject({ failure })
    expect(await wire.send(GET_COLLECTIONS)).toMatchObject({ failure })
  })

  it('tells what the client itself refuses', async () => {
    const { url } = await startEmbedded()
    const reply = await wireOn(url).send(method('updateVectors', { args: ['a'] }))
    expect(reply).toMatchObject({ ok: false, failure: { kind: 'code', name: 'TypeError' } })
  })
})

describe('a cancelled call', () => {
  it('is not sent where it waited for the socket before to close', async () => {
    let requests = 0
    const url = await answering(() => requests++)
    const wire = wireOn(url)
    const [first, second] = [new Cancellation(), new Cancellation()]
    const calls = [wire.send(COUNT, first)]
    await until(() => requests === 1)
    first.cancel()
    calls.push(wire.send(COUNT, second))
    second.cancel()
    const [sent, unsent] = await Promise.all(calls)
    expect(sent).toMatchObject({ ok: false, failure: { outcome: 'unknown' } })
    expect(unsent).toMatchObject({ ok: false, failure: { outcome: 'not-sent' } })
    expect(requests).toBe(1)
  })

  it('is not sent where it waited for the client to load', async () => {
    let requests = 0
    const url = await answering((_request, response) => {
      requests++
      response.end('{}')
    })
    const cancellation = new Cancellation()
    const call = wireOn(url).send(GET_COLLECTIONS, cancellation)
    cancellation.cancel()
    expect(await call).toMatchObject({ ok: false, failure: { outcome: 'not-sent' } })
    expect(requests).toBe(0)
  })
})
