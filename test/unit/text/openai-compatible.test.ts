import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as bodyOf } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ConfigError, openaiCompatible } from '../../../src/index.ts'
import { create } from '../../../src/text/openai-compatible-embedder.ts'

interface Asked {
  readonly url: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: { model: string; input: string[]; encoding_format: string }
}

/** Answers each request by `answer`, which is given its number from 0. */
async function service(answer: (response: ServerResponse, asked: Asked, number: number) => void) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const one = { url: request.url, headers: request.headers, body: JSON.parse(await bodyOf(request)) }
    asked.push(one)
    answer(response, one, asked.length - 1)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { asked, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` }
}

/** Of a text: its length and 1; in the reverse order, which `index` tells. */
function vectors(response: ServerResponse, { body }: Asked): void {
  const data = body.input.map((text, index) => ({ index, embedding: [text.length, 1] })).reverse()
  response.end(JSON.stringify({ data }))
}

/** A clock on which every wait is over at once, and that tells how long it would have been. */
function hastyClock() {
  const waits: number[] = []
  const after = (delayMs: number, run: () => void) => {
    waits.push(delayMs)
    const timer = setImmediate(run)
    return () => clearImmediate(timer)
  }
  return { waits, means: { clock: { now: () => 0, after }, random: () => 0.5 } }
}

const embedderOf = (options: Parameters<typeof openaiCompatible>[0], { means } = hastyClock()) =>
  create(openaiCompatible(options).options, { workers: 1 }, means)

describe('openaiCompatible', () => {
  it('learns the dimension, and gives one vector a text in the order of the texts', async () => {
    const { asked, baseUrl } = await service(vectors)
    const embedder = await embedderOf({ baseUrl: `${baseUrl}/`, model: 'small', apiKey: 'secret-key' })
    expect(embedder.dimension).toBe(2)
    const rows = await embedder.embed(['a', 'bbb', 'cc'], {})
    expect(rows).toEqual([new Float32Array([1, 1]), new Float32Array([3, 1]), new Float32Array([2, 1])])
    expect(asked[1]).toMatchObject({
      url: '/v1/embeddings',
      headers: { authorization: 'Bearer secret-key' },
      body: { model: 'small', input: ['a', 'bbb', 'cc'], encoding_format: 'float' },
    })
  })

  it('cuts many texts into several requests', async () => {
    const { asked, baseUrl } = await service(vectors)
    const embedder = await embedderOf({ baseUrl, model: 'small' })
    const texts = Array.from({ length: 600 }, (_, index) => 'x'.repeat(index % 7))
    const rows = (await embedder.embed(texts, {})) as Float32Array[]
    expect(rows.map((row) => row[0])).toEqual(texts.map(({ length }) => length))
    expect(asked.map(({ body }) => body.input.length)).toEqual([1, 256, 256, 88])
    expect(asked[0]?.headers.authorization).toBeUndefined()
  })

  it.each([
    ['seconds', '7', 7_000],
    ['no time', undefined, 250],
    ['a date that has passed', 'Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ])('waits as a 429 says, and repeats: %s', async (_what, retryAfter, waitMs) => {
    const { asked, baseUrl } = await service((response, one, number) => {
      if (number !== 1) return vectors(response, one)
      if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
      response.writeHead(429).end('slow down')
    })
    const clock = hastyClock()
    const embedder = await embedderOf({ baseUrl, model: 'small' }, clock)
    expect(await embedder.embed(['abcd'], {})).toEqual([new Float32Array([4, 1])])
    expect(clock.waits).toEqual([waitMs])
    expect(asked).toHaveLength(3)
  })

  it('repeats a 5xx and a lost connection, and gives up after six attempts', async () => {
    const { asked, baseUrl } = await service((response, _one, number) => {
      if (number % 2 === 0) response.writeHead(500).end('broken')
      else response.destroy()
    })
    const clock = hastyClock()
    await expect(embedderOf({ baseUrl, model: 'small', apiKey: 'secret-key' }, clock)).rejects.toThrow(
      /\/v1\/embeddings: fetch failed.*\(6 attempts\)/,
    )
    expect(asked).toHaveLength(6)
    expect(clock.waits).toEqual([250, 500, 1_000, 2_000, 4_000])
  })

  it.each([
    ['a refused key', 401, 'no such key', /HTTP 401 Unauthorized: no such key/],
    ['a redirect', 302, '', /HTTP 302 Found/],
    ['an answer that is no JSON', 200, '<html>', /expected JSON, got <html>/],
    ['too few vectors', 200, '{"data":[]}', /expected `data` to be a list of 1/],
    ['a vector of texts', 200, '{"data":[{"embedding":["a"]}]}', /`data\[0\].embedding` to be a list of numbers/],
    ['an index that is wrong', 200, '{"data":[{"index":4,"embedding":[1]}]}', /no embedding of text 0/],
  ])('tells at once of %s', async (_what, status, body, message) => {
    const { asked, baseUrl } = await service((response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:9/elsewhere' }).end(body)
    })
    await expect(embedderOf({ baseUrl, model: 'small', apiKey: 'secret-key' })).rejects.toThrow(message)
    expect(asked).toHaveLength(1)
  })

  it('does not wait for longer than two minutes, whatever the service asks for', async () => {
    const { asked, baseUrl } = await service((response) =>
      response.writeHead(429, { 'retry-after': '3600' }).end('later'),
    )
    await expect(embedderOf({ baseUrl, model: 'small' })).rejects.toThrow(
      'HTTP 429 Too Many Requests: later (1 attempt)',
    )
    expect(asked).toHaveLength(1)
  })

  it('ends a request and a wait when its signal aborts', async () => {
    const { baseUrl } = await service((response, one, number) => {
      if (number === 0) vectors(response, one)
      else if (number === 2) response.writeHead(429).end()
    })
    const embedder = await create(openaiCompatible({ baseUrl, model: 'small' }).options)
    for (const _ of ['a request without an answer', 'a wait']) {
      const abort = new AbortController()
      const embedding = Promise.resolve(embedder.embed(['a'], { signal: abort.signal }))
      setImmediate(() => abort.abort(new Error('enough')))
      await expect(embedding).rejects.toThrow('enough')
    }
  })

  it('shows its key to the worker, and to nobody else', () => {
    const source = openaiCompatible({ baseUrl: 'http://127.0.0.1:1/v1', model: 'small', apiKey: 'secret-key' })
    expect(JSON.stringify(source)).not.toContain('secret-key')
    expect(structuredClone(source.options)).toMatchObject({ apiKey: 'secret-key' })
  })

  it.each([
    [{ baseUrl: 'ftp://x', model: 'm' }, 'expected `baseUrl` to be an http:// or https:// URL'],
    [{ baseUrl: 'http://a:b@x', model: 'm' }, 'expected `baseUrl` to be'],
    [{ baseUrl: 'http://x', model: '' }, 'expected `model` to be a name'],
    [
      { baseUrl: 'http://x', model: 'm', apiKey: 'a\nb' },
      'expected `apiKey` to be a string that an HTTP header can carry',
    ],
    [{ baseUrl: 'http://x', model: 'm', key: 'k' }, 'unknown option `key`'],
  ])('refuses %j', (options, message) => {
    expect(() => openaiCompatible(options as never)).toThrow(message)
    expect(() => openaiCompatible(options as never)).toThrow(ConfigError)
  })
})
