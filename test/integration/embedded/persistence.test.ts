import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen } from '../../../src/embedded/http-server.ts'
import { type EmbeddedUnderTest, startEmbedded, upsert, withPoints } from '../../support/embedded.ts'

const writer = fileURLToPath(new URL('../../support/embedded-writer.ts', import.meta.url))
const UUID = '550e8400-e29b-41d4-a716-446655440000'

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'embedded-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function everything({ call }: EmbeddedUnderTest): Promise<string> {
  const body = { limit: 1000, with_vector: true, with_payload: true }
  const scrolled = await call('POST', '/collections/a/points/scroll', body)
  const info = await call('GET', '/collections/a')
  const aliases = await call('GET', '/aliases')
  return [scrolled, info, aliases].map(({ text }) => text.replace(/,"time".*$/, '')).join('\n')
}

async function reopened(path: string, before: EmbeddedUnderTest): Promise<EmbeddedUnderTest> {
  await before.server.close()
  return startEmbedded({ path })
}

describe('a server with a path', () => {
  it('has after a restart what it had before', async () => {
    const path = directory()
    const before = await startEmbedded({ path })
    await before.call('PUT', '/collections/a', {
      vectors: {
        text: { size: 2, distance: 'Cosine' },
        rows: { size: 2, distance: 'Dot', multivector_config: { comparator: 'max_sim' } },
      },
      sparse_vectors: { words: {} },
    })
    const sparse = { indices: [7, 3], values: [0.5, 0.25] }
    const rows = [
      [1, 2],
      [3, 4],
      [5, 6],
    ]
    await upsert(before, [
      { id: 1, vector: { text: [1, 2], rows, words: sparse }, payload: { deep: { list: [1, null] } } },
      { id: UUID, vector: { text: [0, 0] } },
    ])
    const large = '{"points":[{"id":18446744073709551615,"vector":{},"payload":{"n":9007199254740993}}]}'
    await before.call('PUT', '/collections/a/points?wait=true', large)
    await before.call('PUT', '/collections/a/index?wait=true', { field_name: 'n', field_schema: 'integer' })
    await before.call('POST', '/collections/aliases', {
      actions: [{ create_alias: { alias_name: 'live', collection_name: 'a' } }],
    })
    const kept = await everything(before)
    expect(kept).toContain('18446744073709551615')
    expect(await everything(await reopened(path, before))).toBe(kept)
  })

  it('keeps changes of every kind', async () => {
    const path = directory()
    const points = [1, 2, 3, 4].map((id) => ({ id, vector: [id, 1], payload: { id } }))
    const before = await withPoints(points, { path })
    const operations = [
      { set_payload: { payload: { tag: true }, points: [1] } },
      { delete: { points: [2] } },
      { update_vectors: { points: [{ id: 3, vector: [9, 9] }] } },
      { delete_vectors: { points: [4], vector: [''] } },
      { clear_payload: { points: [4] } },
    ]
    await before.call('POST', '/collections/a/points/batch?wait=true', { operations })
    await before.call('PATCH', '/collections/a', { hnsw_config: { m: 5 } })
    const kept = await everything(before)
    expect(await everything(await reopened(path, before))).toBe(kept)
  })

  it('forgets a deleted collection, its points and its aliases', async () => {
    const path = directory()
    const before = await withPoints([{ id: 1, vector: [1, 1] }], { path })
    await before.call('POST', '/collections/aliases', {
      actions: [{ create_alias: { alias_name: 'live', collection_name: 'a' } }],
    })
    await before.call('DELETE', '/collections/a')
    const after = await reopened(path, before)
    expect((await after.call('GET', '/collections')).result).toEqual({ collections: [] })
    expect((await after.call('GET', '/aliases')).result).toEqual({ aliases: [] })
    await after.call('PUT', '/collections/a', { vectors: { size: 2, distance: 'Dot' } })
    expect((await after.call('POST', '/collections/a/points/count', {})).result).toEqual({ count: 0 })
  })

  it('goes on counting versions', async () => {
    const path = directory()
    const before = await withPoints([{ id: 1, vector: [1, 1] }], { path })
    await upsert(before, [{ id: 1, vector: [1, 1] }])
    const after = await reopened(path, before)
    expect((await upsert(after, [{ id: 2, vector: [1, 1] }])).result).toMatchObject({ operation_id: 3 })
  })
})

describe('a path', () => {
  it('belongs to one server at a time', async () => {
    const path = directory()
    const first = await startEmbedded({ path })
    const failure = await listen({ path }).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      message: `The embedded server cannot open ${path}: another process is using it (one process at a time)`,
      cause: expect.any(Error),
    })
    await first.server.close()
    await expect(startEmbedded({ path })).resolves.toBeDefined()
  })

  it('is free again when the port was taken', async () => {
    const path = directory()
    const { server } = await startEmbedded()
    await expect(listen({ path, port: server.port })).rejects.toThrow('cannot listen')
    await expect(startEmbedded({ path })).resolves.toBeDefined()
  })

  it('is refused where there is no database in the file', async () => {
    const path = directory()
    writeFileSync(join(path, 'embedded.sqlite'), 'x'.repeat(5000))
    await expect(listen({ path })).rejects.toThrow(`cannot open ${path}: file is not a database`)
  })

  it('is refused where it is a file', async () => {
    const path = join(directory(), 'file')
    writeFileSync(path, '')
    await expect(listen({ path })).rejects.toThrow(`cannot open ${path}`)
  })

  it('is refused where another version wrote it', async () => {
    const path = directory()
    const database = new DatabaseSync(join(path, 'embedded.sqlite'))
    database.exec('PRAGMA user_version = 99')
    database.close()
    await expect(listen({ path })).rejects.toThrow('its format is 99')
  })

  it('is refused, and let go, where a collection cannot be read', async () => {
    const path = directory()
    const { server } = await withPoints([], { path })
    await server.close()
    const database = new DatabaseSync(join(path, 'embedded.sqlite'))
    database.exec(`UPDATE collections SET config = '{'`)
    await database.close()
    await expect(listen({ path })).rejects.toThrow(`cannot read ${path}`)
    await expect(listen({ path })).rejects.toThrow(`cannot read ${path}`)
  })
})

it('has every acknowledged point after its process was killed', async () => {
  const path = directory()
  const child = spawn(process.execPath, [writer, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const acknowledged: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(Number(line))
    if (acknowledged.length === 50) child.kill('SIGKILL')
  }
  expect((await ended)[1]).toBe('SIGKILL')
  expect(readdirSync(path).length).toBeGreaterThan(0)

  const { call } = await startEmbedded({ path })
  const { result } = await call('POST', '/collections/a/points', {
    ids: acknowledged,
    with_payload: true,
    with_vector: true,
  })
  expect(result).toEqual(acknowledged.map((id) => ({ id, vector: [id, 1], payload: { id } })))
})
