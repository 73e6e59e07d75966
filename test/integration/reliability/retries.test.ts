import { expect, it } from 'vitest'
import { httpStub } from '../../support/http-stub.ts'
import { poolOn } from '../../support/local-pool.ts'

it.each([
  ['by 503', 503],
  ['by hanging up', undefined],
])('sends at most 1.1 times 400 calls where all of them fail %s', async (_how, status) => {
  const server = await httpStub((request, response) => {
    if (status === undefined) request.socket.destroy()
    else response.writeHead(status).end('{}')
  })
  const pool = await poolOn(server.url, { size: 4, minSize: 4, breaker: false })
  const client = pool.with({ priority: 'batch', coalesce: false })
  const calls = Array.from({ length: 400 }, () => client.count('docs'))
  const outcomes = await Promise.allSettled(calls)
  expect(outcomes.filter(({ status: outcome }) => outcome === 'rejected')).toHaveLength(400)
  expect(server.requests.length).toBeGreaterThanOrEqual(400)
  expect(server.requests.length).toBeLessThanOrEqual(440)
})

it.each([
  ['seconds', () => '30'],
  ['a date', () => new Date(Date.now() + 30_000).toUTCString()],
])('fails early where Retry-After, as %s, is past the deadline', async (_form, header) => {
  const server = await httpStub((_request, response) => response.writeHead(429, { 'retry-after': header() }).end('{}'))
  const pool = await poolOn(server.url, { size: 1 })
  await expect(pool.with({ timeoutMs: 10_000 }).count('docs')).rejects.toThrow()
  expect(server.requests).toHaveLength(1)
  expect(pool.stats()).toMatchObject({ retries: 0, timeouts: 0 })
})

it.each([
  ['seconds', () => '1'],
  ['a date', () => new Date(Date.now() + 2_000).toUTCString()],
])('waits as long as Retry-After says, as %s, inside the deadline', async (_form, header) => {
  let refusedAt = 0
  let repeatedAt = 0
  const server = await httpStub((_request, response) => {
    if (refusedAt === 0) {
      refusedAt = performance.now()
      response.writeHead(503, { 'retry-after': header() }).end('{}')
      return
    }
    repeatedAt = performance.now()
    response.end('{"result":{"count":7}}')
  })
  const pool = await poolOn(server.url, { size: 1 })
  expect(await pool.client.count('docs')).toEqual({ count: 7 })
  // A date has no parts of a second: it may name one that is nearly over.
  expect(repeatedAt - refusedAt).toBeGreaterThan(950)
})

it('reports a write that is not idempotent and was lost after sending as unknown, and never sends it again', async () => {
  const server = await httpStub((request) => request.socket.destroy())
  const pool = await poolOn(server.url, { size: 1 })
  const lost = pool.client.delete('docs', { filter: { must: [{ key: 'a', match: { value: 1 } }] } })
  await expect(lost).rejects.toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' })
  expect(server.requests).toHaveLength(1)
  // One that is idempotent by its nature is.
  await expect(pool.client.delete('docs', { points: [1] })).rejects.toMatchObject({ outcome: 'unknown' })
  expect(server.requests.length).toBeGreaterThan(2)
})

it('opens the circuit on answers that a server cannot serve anybody, and never on a 4xx or a 500', async () => {
  let status = 404
  const server = await httpStub((_request, response) => response.writeHead(status).end('{}'))
  const pool = await poolOn(server.url, { size: 1, retry: false })
  for (const harmless of [404, 429, 500]) {
    status = harmless
    for (let turn = 0; turn < 20; turn++) await expect(pool.client.count('docs')).rejects.toMatchObject({ status })
  }
  expect(pool.stats().circuit).toEqual({ [server.url]: 'closed' })
  status = 503
  const opened = new Promise((resolve) => pool.on('circuit:open', resolve))
  for (let turn = 0; turn < 10; turn++) await expect(pool.client.count('docs')).rejects.toMatchObject({ status })
  await opened
  const { requests } = server
  const sent = requests.length
  await expect(pool.client.count('docs')).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' })
  expect(requests).toHaveLength(sent)
  const closed = new Promise((resolve) => pool.on('circuit:closed', resolve))
  await closed
  await expect(pool.client.count('docs')).rejects.toMatchObject({ status })
})

it('says unknown of a method that sends several requests, where one of them was answered', async () => {
  const server = await httpStub((request, response) => {
    if (request.method === 'DELETE') response.end('{"result":true}')
    else request.socket.destroy()
  })
  const pool = await poolOn(server.url, { size: 1 })
  const lost = pool.client.recreateCollection('docs', { vectors: { size: 2, distance: 'Dot' } })
  await expect(lost).rejects.toMatchObject({ outcome: 'unknown' })
  expect(server.requests).toEqual(['DELETE /collections/docs', 'PUT /collections/docs'])
})

it.each([
  ['seconds', () => '30'],
  ['a date', () => new Date(Date.now() + 3_600_000).toUTCString()],
])("reads the Retry-After of the client's own methods itself, as %s", async (_form, header) => {
  const server = await httpStub((_request, response) => response.writeHead(429, { 'retry-after': header() }).end('{}'))
  const pool = await poolOn(server.url, { size: 1 })
  await expect(pool.with({ timeoutMs: 8_000 }).getCollections()).rejects.toThrow(/Too Many Requests/)
  expect(server.requests).toHaveLength(1)
})
