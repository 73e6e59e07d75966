import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { ConnectionCreationFailedError, createPool } from '../../../src/index.ts'
import { fill, poolOn } from '../../support/local-pool.ts'

/** Port 1 of the loopback is reserved and nothing listens there. */
const NOBODY = 'http://127.0.0.1:1'

it('rejects with E018 where no server listens, within the acquire timeout, and says why', async () => {
  const opening = createPool({ url: NOBODY, acquireTimeoutMs: 2_000 })
  await expect(opening).rejects.toBeInstanceOf(ConnectionCreationFailedError)
  await expect(opening).rejects.toMatchObject({ code: 'E018', phase: 'open', outcome: 'not-sent' })
  await expect(opening).rejects.toThrow(
    /Could not open a connection of pool 'qdrant' to http:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/,
  )
})

it('waits for a server that comes up late', async () => {
  const server = createServer((_request, response) => response.end('ok'))
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const opening = poolOn(`http://127.0.0.1:${port}`, { acquireTimeoutMs: 20_000 })
  setTimeout(() => server.listen(port, '127.0.0.1'), 200)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  expect((await opening).stats()).toMatchObject({ size: 1, idle: 1 })
})

it('rejects where what listens is no Qdrant', async () => {
  const server = createServer((_request, response) => response.writeHead(404).end())
  server.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await expect(createPool({ url: `http://127.0.0.1:${port}`, acquireTimeoutMs: 3_000 })).rejects.toThrow('HTTP 404')
  server.closeAllConnections()
})

it('rejects at once where the embedder cannot be loaded', async () => {
  const opening = createPool({ url: ':memory:', embedder: { module: 'file:///nowhere/embedder.js' } })
  await expect(opening).rejects.toThrow(/Cannot find module/)
})

it('keeps the data of `path`, and locks it against a second pool', async () => {
  const path = mkdtempSync(join(tmpdir(), 'qdrant-worker-pool-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  const first = await createPool({ path })
  await fill(first)
  await expect(createPool({ path })).rejects.toMatchObject({ code: 'E018' })
  await first.close()
  const second = await createPool({ path })
  expect(await second.client.count('docs')).toEqual({ count: 3 })
  await second.close()
})
