import { onTestFinished } from 'vitest'
import { type HttpServer, type ListenOptions, listen } from '../../src/embedded/http-server.ts'

export interface Reply {
  readonly status: number
  // Tests read answers of many shapes; each asserts the one that it expects.
  readonly result: unknown
  readonly error: string | undefined
  readonly text: string
}

export interface EmbeddedUnderTest {
  readonly url: string
  readonly server: HttpServer
  call(method: string, path: string, body?: unknown): Promise<Reply>
}

/** A server in this very thread, so that coverage sees it; closed when the test ends. A string body goes as it is. */
export async function startEmbedded(options: ListenOptions = {}): Promise<EmbeddedUnderTest> {
  const server = await listen(options)
  onTestFinished(() => server.close())
  const url = `http://127.0.0.1:${server.port}`
  return { url, server, call: (method, path, body) => call(url, method, path, body) }
}

export async function call(url: string, method: string, path: string, body?: unknown): Promise<Reply> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const init = text === undefined ? {} : { body: text, headers: { 'content-type': 'application/json' } }
  const response = await fetch(url + path, { method, ...init })
  const answer = await response.text()
  const isJson = response.headers.get('content-type') === 'application/json'
  const parsed = isJson ? JSON.parse(answer) : {}
  return { status: response.status, result: parsed.result, error: parsed.status?.error, text: answer }
}

/** A collection `a` of two-dimensional dot-product vectors with the given points. */
export async function withPoints(points: readonly object[], options: ListenOptions = {}): Promise<EmbeddedUnderTest> {
  const embedded = await startEmbedded(options)
  await embedded.call('PUT', '/collections/a', { vectors: { size: 2, distance: 'Dot' } })
  await upsert(embedded, points)
  return embedded
}

export async function upsert(embedded: EmbeddedUnderTest, points: readonly object[]): Promise<Reply> {
  return embedded.call('PUT', '/collections/a/points?wait=true', { points })
}

/** The ids that a scroll with that filter finds. */
export async function idsMatching(embedded: EmbeddedUnderTest, filter: object): Promise<unknown[]> {
  const { result, error } = await embedded.call('POST', '/collections/a/points/scroll', { filter, limit: 100 })
  if (error !== undefined) throw new Error(error)
  return (result as { points: { id: unknown }[] }).points.map((point) => point.id)
}
