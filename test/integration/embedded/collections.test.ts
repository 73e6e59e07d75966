import { describe, expect, it } from 'vitest'
import { startEmbedded, withPoints } from '../../support/embedded.ts'

describe('a collection', () => {
  it('shows the configuration that it was given, over the defaults', async () => {
    const { call } = await startEmbedded()
    await call('PUT', '/collections/a', {
      vectors: { size: 4, distance: 'Cosine' },
      hnsw_config: { m: 8 },
      optimizers_config: { indexing_threshold: 5 },
      metadata: { owner: 'me' },
      strict_mode_config: { enabled: false },
    })
    expect((await call('GET', '/collections/a')).result).toMatchObject({
      status: 'green',
      points_count: 0,
      config: {
        params: { vectors: { size: 4, distance: 'Cosine' }, on_disk_payload: true },
        hnsw_config: { m: 8, ef_construct: 100 },
        optimizer_config: { indexing_threshold: 5, deleted_threshold: 0.2 },
        metadata: { owner: 'me' },
      },
    })
  })

  it('merges changes and keeps its vectors', async () => {
    const { call } = await withPoints([{ id: 1, vector: [1, 2] }])
    const changes = { params: { on_disk_payload: false }, hnsw_config: { m: 4 }, metadata: { a: 1 } }
    expect((await call('PATCH', '/collections/a', changes)).result).toBe(true)
    expect((await call('GET', '/collections/a')).result).toMatchObject({
      points_count: 1,
      config: {
        params: { vectors: { size: 2 }, on_disk_payload: false },
        hnsw_config: { m: 4, ef_construct: 100 },
        metadata: { a: 1 },
      },
    })
  })

  it.each([
    [{ vectors: { size: 0, distance: 'Dot' } }],
    [{ vectors: { size: 4, distance: 'Nope' } }],
    [{ vectors: { text: 5 } }],
    [{ vectors: [] }],
    [{ vectors: { size: 70_000, distance: 'Dot' } }],
  ])('is refused: %j', async (body) => {
    const { call } = await startEmbedded()
    const { status, error } = await call('PUT', '/collections/a', body)
    expect([status, error]).toEqual([400, expect.stringContaining('untagged enum VectorsConfig')])
  })

  it.each([
    ['PUT', 'a%3Cb', 'collection name cannot contain "<" char'],
    ['PUT', 'a%2Fb', 'collection name cannot contain "/" char'],
    ['GET', 'a'.repeat(256), `value "${'a'.repeat(256)}" invalid, must be from 1 to 255 characters`],
  ])('is refused where its name can be none: %s %s', async (method, name, message) => {
    const { call } = await startEmbedded()
    const { status, error } = await call(method, `/collections/${name}`, method === 'PUT' ? { vectors: {} } : undefined)
    expect([status, error]).toEqual([422, `Validation error in path parameters: [collection_name: ${message}]`])
  })

  it('may have a name of 255 characters of several bytes', async () => {
    const { call } = await startEmbedded()
    const path = `/collections/${encodeURIComponent('é'.repeat(255))}`
    expect(await call('PUT', path, { vectors: {} })).toMatchObject({ status: 200 })
  })

  it('may have a name that has to be encoded', async () => {
    const { call } = await startEmbedded()
    await call('PUT', '/collections/a%20b', { vectors: {} })
    expect((await call('GET', '/collections')).result).toEqual({ collections: [{ name: 'a b' }] })
    expect((await call('GET', '/collections/a%20b/exists')).result).toEqual({ exists: true })
  })
})

describe('payload indexes', () => {
  it('are listed with their type and parameters', async () => {
    const { call } = await withPoints([{ id: 1, vector: [1, 2] }])
    const text = { type: 'text', tokenizer: 'whitespace', lowercase: false }
    await call('PUT', '/collections/a/index?wait=true', { field_name: 'city', field_schema: 'keyword' })
    await call('PUT', '/collections/a/index', { field_name: 'body.text', field_schema: text })
    await call('PUT', '/collections/a/index', { field_name: 'gone', field_schema: 'bool' })
    await call('DELETE', '/collections/a/index/gone')
    expect((await call('GET', '/collections/a')).result).toMatchObject({
      payload_schema: {
        city: { data_type: 'keyword', points: 1 },
        'body.text': { data_type: 'text', params: text, points: 1 },
      },
    })
  })

  it('decide how text is matched', async () => {
    const { call } = await withPoints([{ id: 1, vector: [1, 2], payload: { text: 'The Quick-Fox' } }])
    const count = async (text: string) =>
      (await call('POST', '/collections/a/points/count', { filter: { must: { key: 'text', match: { text } } } })).result
    expect(await count('fox quick')).toEqual({ count: 0 })
    await call('PUT', '/collections/a/index', { field_name: 'text', field_schema: 'text' })
    expect(await count('fox quick')).toEqual({ count: 1 })
    const exact = { type: 'text', tokenizer: 'whitespace', lowercase: false }
    await call('PUT', '/collections/a/index', { field_name: 'text', field_schema: exact })
    expect(await count('Quick-Fox')).toEqual({ count: 1 })
    expect(await count('quick-fox')).toEqual({ count: 0 })
  })
})

describe('aliases', () => {
  const act = (...actions: object[]) => ({ actions })

  it('stand for their collection everywhere, until it is deleted', async () => {
    const { call } = await withPoints([{ id: 1, vector: [1, 2] }])
    await call('POST', '/collections/aliases', act({ create_alias: { alias_name: 'live', collection_name: 'a' } }))
    await call('POST', '/collections/live/points/delete?wait=true', { points: [1] })
    expect((await call('POST', '/collections/a/points/count', {})).result).toEqual({ count: 0 })
    expect((await call('GET', '/collections/a/aliases')).result).toEqual({
      aliases: [{ alias_name: 'live', collection_name: 'a' }],
    })
    await call('DELETE', '/collections/live')
    expect((await call('GET', '/aliases')).result).toEqual({ aliases: [] })
  })

  it('are renamed', async () => {
    const { call } = await withPoints([])
    const create = { create_alias: { alias_name: 'live', collection_name: 'a' } }
    const rename = { rename_alias: { old_alias_name: 'live', new_alias_name: 'current' } }
    await call('POST', '/collections/aliases', act(create, rename))
    expect((await call('GET', '/aliases')).result).toEqual({
      aliases: [{ alias_name: 'current', collection_name: 'a' }],
    })
  })

  it('keep their names from new collections', async () => {
    const { call } = await withPoints([])
    await call('POST', '/collections/aliases', act({ create_alias: { alias_name: 'live', collection_name: 'a' } }))
    const taken = await call('PUT', '/collections/live', { vectors: {} })
    expect([taken.status, taken.error]).toEqual([400, expect.stringContaining('Alias with the same name')])
    expect((await call('PUT', '/collections/a', { vectors: {} })).status).toBe(409)
  })

  it('change all together or not at all', async () => {
    const { call } = await withPoints([])
    const reply = await call(
      'POST',
      '/collections/aliases',
      act(
        { create_alias: { alias_name: 'live', collection_name: 'a' } },
        { create_alias: { alias_name: 'other', collection_name: 'none' } },
      ),
    )
    expect(reply.status).toBe(404)
    expect((await call('GET', '/aliases')).result).toEqual({ aliases: [] })
  })

  it.each([
    [{ rename_alias: { old_alias_name: 'none', new_alias_name: 'x' } }, 404, 'Alias none does not exists!'],
    [{ create_alias: { alias_name: 'a', collection_name: 'a' } }, 409, 'already exists'],
    [{ nope: {} }, 400, 'untagged enum AliasOperations'],
    [{ delete_alias: {} }, 400, 'missing field `alias_name`'],
  ])('refuse %j', async (action, status, message) => {
    const { call } = await withPoints([])
    const reply = await call('POST', '/collections/aliases', act(action))
    expect([reply.status, reply.error]).toEqual([status, expect.stringContaining(message)])
  })
})
