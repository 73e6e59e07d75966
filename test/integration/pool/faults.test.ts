import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { FaultProxy } from '../../support/fault-proxy.ts'
import { fill, localServer, poolOn } from '../../support/local-pool.ts'
import { until } from '../../support/until.ts'

async function throughProxy(options = {}) {
  const server = await localServer()
  const proxy = await FaultProxy.before(server.url)
  onTestFinished(() => proxy.close())
  const pool = await poolOn(proxy.url, options)
  await fill(pool)
  return { pool, proxy }
}

it('fails a call at its deadline when the network swallows the answer, and its worker is used again', async () => {
  const { pool, proxy } = await throughProxy({ size: 1 })
  proxy.fault = { kind: 'blackhole' }
  await expect(pool.with({ timeoutMs: 100 }).count('docs')).rejects.toMatchObject({
    code: 'DEADLINE_EXCEEDED',
    phase: 'request',
    outcome: 'unknown',
  })
  proxy.fault = { kind: 'none' }
  expect(await pool.client.count('docs')).toEqual({ count: 3 })
  expect(pool.stats()).toMatchObject({ created: 1, replaced: 0, timeouts: 1 })
  expect(proxy.open).toBe(1)
})

it('holds each call of a lease to the timeout and the signal that the lease was taken with', async () => {
  const { pool, proxy } = await throughProxy({ size: 1 })
  proxy.fault = { kind: 'blackhole' }
  const late = pool.use((client) => client.count('docs'), { timeoutMs: 100 })
  await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
  proxy.fault = { kind: 'none' }
  const abort = new AbortController()
  const aborted = pool.use(
    (client) => {
      proxy.fault = { kind: 'blackhole' }
      const call = client.count('docs')
      abort.abort(new Error('enough'))
      return call
    },
    { signal: abort.signal },
  )
  await expect(aborted).rejects.toThrow('enough')
  proxy.fault = { kind: 'none' }
  expect(await pool.use((client) => client.count('docs'))).toEqual({ count: 3 })
})

it('repeats a read whose connection was cut, and never a delete by filter', async () => {
  const { pool, proxy } = await throughProxy({ size: 1 })
  proxy.fault = { kind: 'cut', afterBytes: 20 }
  const read = pool.client.count('docs')
  await until(() => pool.stats().retries > 0)
  proxy.fault = { kind: 'none' }
  expect(await read).toEqual({ count: 3 })
  proxy.fault = { kind: 'cut', afterBytes: 0 }
  const { retries } = pool.stats()
  const write = pool.client.delete('docs', { filter: { must: [{ key: 'id', match: { value: 3 } }] }, wait: true })
  await expect(write).rejects.toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' })
  expect(pool.stats().retries).toBe(retries)
})

it('opens idle connections that were reset anew, and no call fails', async () => {
  const { pool, proxy } = await throughProxy({ size: 2, minSize: 2 })
  proxy.resetAll()
  await until(() => proxy.open === 0)
  for (let turn = 0; turn < 10; turn++) expect(await pool.client.count('docs')).toEqual({ count: 3 })
})

it('finds a connection that the network has forgotten, by itself, while it is idle', async () => {
  const { pool, proxy } = await throughProxy({ size: 1, healthCheckIntervalMs: 100 })
  proxy.fault = { kind: 'blackhole' }
  await until(() => pool.stats().healthFailures > 0)
  proxy.fault = { kind: 'none' }
  expect(await pool.client.count('docs')).toEqual({ count: 3 })
  expect(pool.stats().created).toBe(1)
})

it('gives one typed error on broken JSON, and the worker survives', async () => {
  const answers = ['ok', '{"result": {"cou', '{"status":"ok"}', '{"result":{"count":7}}']
  const server = createServer((request, response) => response.end(request.url === '/readyz' ? 'ok' : answers.shift()))
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const pool = await poolOn(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { size: 1 })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  answers.shift()
  await expect(pool.client.count('docs')).rejects.toMatchObject({
    code: 'INVALID_RESPONSE',
    outcome: 'unknown',
    message: expect.stringMatching(/broken JSON .*\{\\"result\\": \{\\"cou/),
  })
  await expect(pool.client.count('docs')).rejects.toThrow('JSON that has no `result`')
  expect(await pool.client.count('docs')).toEqual({ count: 7 })
  expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
})

it('refuses a redirect instead of following it with the api-key', async () => {
  const seen: string[] = []
  const elsewhere = createServer((request, response) => {
    seen.push(String(request.url))
    response.end('{}')
  })
  elsewhere.listen(0, '127.0.0.1')
  await new Promise((resolve) => elsewhere.once('listening', resolve))
  const { port } = elsewhere.address() as AddressInfo
  const server = createServer((request, response) => {
    if (request.url === '/readyz') return response.end('ok')
    return response.writeHead(307, { location: `http://127.0.0.1:${port}/stolen` }).end()
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    for (const one of [server, elsewhere]) {
      one.closeAllConnections()
      one.close()
    }
  })
  const pool = await poolOn(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    apiKey: 'secret-key',
    size: 1,
  })
  const errors = await Promise.all(
    [pool.client.count('docs'), pool.client.getCollections()].map((call) => call.catch((e: unknown) => e)),
  )
  expect(seen).toEqual([])
  for (const error of errors) {
    expect(error).toBeInstanceOf(Error)
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).stack)).not.toContain(
      'secret-key',
    )
  }
})
