import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { Client } from 'undici'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen } from '../../../src/embedded/http-server.ts'
import { startEmbedded, withPoints } from '../../support/embedded.ts'

const LIMIT = 33_554_432

describe('a body that is too large', () => {
  it('is answered, not reset, when it says its length', async () => {
    const { call } = await startEmbedded()
    const { status, error } = await call('PUT', '/collections/a/points', ' '.repeat(LIMIT + 1))
    expect(status).toBe(400)
    expect(error).toBe(`JSON payload (${LIMIT + 1} bytes) is larger than allowed (limit: ${LIMIT} bytes).`)
  })

  it('is answered when it comes in chunks', async () => {
    const { url } = await startEmbedded()
    const client = new Client(url)
    onTestFinished(() => client.close())
    const chunks = Array.from({ length: 33 }, () => Buffer.alloc(1024 * 1024, ' '))
    const request = { method: 'PUT', path: '/collections/a/points', body: Readable.from(chunks) } as const
    const { statusCode, body } = await client.request(request)
    expect([statusCode, await body.json()]).toMatchObject([
      400,
      { status: { error: `JSON payload has exceeded limit (${LIMIT} bytes).` } },
    ])
  })

  it('is taken up to the limit', async () => {
    const { call } = await withPoints([])
    const body = '{"ids":[1]}'
    const { status, result } = await call('POST', '/collections/a/points', body + ' '.repeat(LIMIT - body.length))
    expect([status, result]).toEqual([200, []])
  })
})

describe('connections', () => {
  it('are counted', async () => {
    const { url, server } = await startEmbedded()
    const clients = [new Client(url), new Client(url)]
    for (const client of clients) await (await client.request({ method: 'GET', path: '/readyz' })).body.text()
    expect(server.connections()).toEqual({ open: 2, peak: 2, accepted: 2 })
    await Promise.all(clients.map((client) => client.close()))
  })

  it('stay open between requests, without a promise how long', async () => {
    const { url, server } = await startEmbedded()
    const client = new Client(url)
    onTestFinished(() => client.close())
    for (let i = 0; i < 3; i++) {
      const { headers, body } = await client.request({ method: 'GET', path: '/' })
      await body.text()
      expect(headers).toMatchObject({ connection: 'keep-alive' })
      expect(headers).not.toHaveProperty('keep-alive')
    }
    expect(server.connections().accepted).toBe(1)
  })

  it('close when the client asks for it', async () => {
    const { server } = await startEmbedded()
    const socket = connect(server.port, '127.0.0.1')
    socket.write('GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    await once(socket, 'close')
    expect(Buffer.concat(chunks).toString()).toContain('connection: close')
  })

  it('end with the server, which closes twice as well as once', async () => {
    const { server } = await startEmbedded()
    const socket = connect(server.port, '127.0.0.1')
    await once(socket, 'connect')
    await Promise.all([server.close(), server.close(), once(socket, 'close')])
    await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow('fetch failed')
  })

  it('are refused on a port that is taken', async () => {
    const { server } = await startEmbedded()
    const failure = await listen({ port: server.port }).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      message: expect.stringContaining(`cannot listen on 127.0.0.1:${server.port}`),
      cause: { code: 'EADDRINUSE' },
    })
  })
})

it('says that a port is out of range', async () => {
  await expect(listen({ port: 70_000 })).rejects.toThrow('cannot listen on 127.0.0.1:70000')
})

describe('routes', () => {
  it.each([
    ['GET', '/no-such-route'],
    ['POST', '/'],
    ['DELETE', '/collections/a/points'],
  ])('%s %s is not there', async (method, path) => {
    const { call } = await startEmbedded()
    expect(await call(method, path)).toMatchObject({ status: 404, text: '' })
  })

  it.each([
    ['POST', '/collections/a/snapshots'],
    ['GET', '/collections/a/cluster'],
    ['PUT', '/collections/a/shards'],
    ['POST', '/collections/a/points/search/matrix/pairs'],
    ['GET', '/metrics'],
    ['DELETE', '/snapshots/full.snapshot'],
    ['DELETE', '/cluster/peer/1'],
    ['GET', '/collections/a/shards/0/snapshots'],
    ['PUT', '/collections/a/shards/0/snapshots/recover'],
    ['POST', '/collections/a/shards/delete'],
  ])('%s %s says that it is not supported, and where to go', async (method, path) => {
    const { call } = await startEmbedded()
    const { status, error } = await call(method, path)
    expect(status).toBe(501)
    expect(error).toMatch(/is not supported by the embedded server: run a Qdrant server .* and point `url` at it/)
  })

  it.each([
    ['/healthz', 'healthz check passed'],
    ['/livez', 'healthz check passed'],
    ['/readyz', 'all shards are ready'],
  ])('GET %s says: %s', async (path, text) => {
    const { call } = await startEmbedded()
    expect(await call('GET', path)).toMatchObject({ status: 200, text })
  })

  it('tells the version without an envelope', async () => {
    const { call } = await startEmbedded()
    expect(JSON.parse((await call('GET', '/')).text)).toMatchObject({ version: '1.18.3' })
  })

  it('have no snapshots', async () => {
    const { call } = await withPoints([])
    expect((await call('GET', '/collections/a/snapshots')).result).toEqual([])
    expect((await call('GET', '/snapshots')).result).toEqual([])
    expect((await call('GET', '/collections/none/snapshots')).status).toBe(404)
  })
})

describe('parameters', () => {
  it.each([
    ['PUT', '?ordering=nope', 'unknown variant `nope`'],
    ['PUT', '?wait=maybe', 'provided string was not `true` or `false`'],
    ['PUT', '?timeout=x', 'invalid digit found in string'],
    ['POST', '?timeout=0', 'expected a nonzero u64'],
    ['POST', '?consistency=bad', "read consistency query parameter value 'bad'"],
  ])('%s %s is refused', async (method, params, message) => {
    const { call } = await withPoints([])
    const { status, error } = await call(method, `/collections/a/points${params}`, { ids: [], points: [] })
    expect([status, error]).toEqual([400, expect.stringContaining(message)])
  })

  it('of reading and writing are accepted', async () => {
    const { call } = await withPoints([])
    const read = await call('POST', '/collections/a/points?consistency=2&timeout=5', { ids: [] })
    expect(read.status).toBe(200)
  })
})

it('says where a body is no JSON', async () => {
  const { call } = await withPoints([])
  const { status, error } = await call('POST', '/collections/a/points', '{"ids": [1,]}')
  expect([status, error]).toEqual([400, expect.stringMatching(/^Format error in JSON body: .*is not valid JSON/)])
})

it('names the end of the body where the shape is wrong', async () => {
  const { call } = await withPoints([])
  const { error } = await call('POST', '/collections/a/points/scroll', '{\n"limit": -1}')
  expect(error).toBe('Format error in JSON body: invalid value: integer `-1`, expected usize at line 2 column 12')
})
