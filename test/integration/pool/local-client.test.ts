import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { QdrantClient } from '@qdrant/js-client-rest'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createLocalClient, type LocalClientOptions } from '../../../src/local.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const DOCS = { vectors: { size: 2, distance: 'Dot' } } as const
const POINTS = [1, 2].map((id) => ({ id, vector: [id, 1], payload: { id } }))

/** A client that ends with the test. */
async function localClient(path: string) {
  const client = await createLocalClient({ path })
  onTestFinished(() => client.close())
  return client
}

describe('a local client', () => {
  it('is a QdrantClient, and answers as one', async () => {
    const client = await localClient(':memory:')
    expect(client).toBeInstanceOf(QdrantClient)
    expect(await client.createCollection('docs', DOCS)).toBe(true)
    await client.upsert('docs', { wait: true, points: POINTS })
    const { points } = await client.query('docs', { query: [1, 1], limit: 1, with_payload: true })
    expect(points).toMatchObject([{ id: 2, score: 3, payload: { id: 2 } }])
    await expect(client.getCollection('other')).rejects.toMatchObject({ status: 404 })
  })

  it('keeps in its folder what the next one finds there', async () => {
    const path = join(tempFolder(), 'made', 'on the way')
    const first = await localClient(path)
    await first.createCollection('docs', DOCS)
    await first.upsert('docs', { points: POINTS })
    await first.close()
    const second = await localClient(path)
    expect(await second.count('docs')).toEqual({ count: 2 })
  })

  it('keeps nothing of ":memory:", neither in a folder nor for the next one', async () => {
    const before = readdirSync('.')
    const first = await localClient(':memory:')
    await first.createCollection('docs', DOCS)
    const second = await localClient(':memory:')
    expect(await second.getCollections()).toEqual({ collections: [] })
    expect(readdirSync('.')).toEqual(before)
  })

  it('refuses a folder that another one has open, and takes it once that has closed', async () => {
    const path = tempFolder()
    const first = await localClient(path)
    await expect(createLocalClient({ path })).rejects.toMatchObject({
      code: 'E018',
      message: expect.stringContaining(path),
      solutions: expect.arrayContaining([expect.stringContaining('Close the process that uses the folder')]),
    })
    await first.close()
    const second = await localClient(path)
    expect(await second.getCollections()).toEqual({ collections: [] })
  })

  it('lets issued calls finish at close, ends every thread, and refuses later calls', async () => {
    const threads = new Set<Worker>()
    const note = (thread: Worker) => {
      threads.add(thread)
      thread.once('exit', () => threads.delete(thread))
    }
    process.on('worker', note)
    onTestFinished(() => void process.off('worker', note))
    const client = await localClient(':memory:')
    const issued = Promise.all(Array.from({ length: 20 }, () => client.getCollections()))
    expect(threads.size).toBeGreaterThanOrEqual(2)
    await Promise.all([client.close(), client.close(), client[Symbol.asyncDispose]()])
    expect(threads.size).toBe(0)
    expect(await issued).toHaveLength(20)
    await expect(client.getCollections()).rejects.toMatchObject({ code: 'POOL_CLOSED' })
  })

  it('heeds no variable that is meant for a server', async () => {
    vi.stubEnv('QDRANT_URL', 'http://127.0.0.1:9')
    vi.stubEnv('QDRANT_PREFER_GRPC', 'maybe')
    vi.stubEnv('QDRANT_POOL_MIN_SIZE', '9')
    onTestFinished(() => void vi.unstubAllEnvs())
    const client = await localClient(':memory:')
    expect(await client.getCollections()).toEqual({ collections: [] })
  })

  it.each<[string, unknown, string]>([
    ['no options', undefined, 'expected an object with `path`, got undefined'],
    ['no path', {}, "expected `path` to be a folder or ':memory:', got undefined"],
    ['an empty path', { path: '' }, `expected \`path\` to be a folder or ':memory:', got ""`],
    ['a path that is no text', { path: 7 }, "expected `path` to be a folder or ':memory:', got 7"],
    ["the pool's options", { path: ':memory:', size: 3 }, 'unknown option `size`'],
  ])('refuses %s', async (_, options, message) => {
    await expect(createLocalClient(options as LocalClientOptions)).rejects.toMatchObject({
      name: 'ConfigError',
      message: `createLocalClient: ${message}`,
    })
  })
})
