import { QdrantClient } from '@qdrant/js-client-rest'
import { expect, it } from 'vitest'
import { startEmbedded } from '../../support/embedded.ts'

async function start(): Promise<QdrantClient> {
  const { url } = await startEmbedded()
  const client = new QdrantClient({ url, checkCompatibility: true })
  await client.createCollection('docs', {
    vectors: { text: { size: 2, distance: 'Cosine' } },
    sparse_vectors: { words: {} },
  })
  await client.upsert('docs', {
    wait: true,
    points: [1, 2, 3].map((id) => ({
      id,
      vector: { text: [1, id], words: { indices: [id], values: [1] } },
      payload: { n: id, tag: 'x' },
    })),
  })
  return client
}

it('manages collections', async () => {
  const client = await start()
  expect(await client.versionInfo()).toMatchObject({ version: '1.18.3' })
  expect(await client.getCollections()).toEqual({ collections: [{ name: 'docs' }] })
  expect(await client.collectionExists('docs')).toEqual({ exists: true })
  expect(await client.updateCollection('docs', { hnsw_config: { m: 4 } })).toBe(true)
  expect(await client.getCollection('docs')).toMatchObject({ points_count: 3, config: { hnsw_config: { m: 4 } } })
  expect(await client.listSnapshots('docs')).toEqual([])
  expect(await client.listFullSnapshots()).toEqual([])
  expect(await client.deleteCollection('docs')).toBe(true)
})

it('reads points', async () => {
  const client = await start()
  expect(await client.retrieve('docs', { ids: [2], with_payload: true })).toEqual([
    { id: 2, payload: { n: 2, tag: 'x' } },
  ])
  expect(await client.count('docs', { filter: { must: [{ key: 'n', range: { gte: 2 } }] } })).toEqual({ count: 2 })
  const page = await client.scroll('docs', { limit: 2, with_payload: false })
  expect(page).toEqual({ points: [{ id: 1 }, { id: 2 }], next_page_offset: 3 })
  await client.createPayloadIndex('docs', { field_name: 'n', field_schema: 'integer', wait: true })
  const ordered = await client.scroll('docs', { order_by: { key: 'n', direction: 'desc' }, limit: 1 })
  expect(ordered.points).toMatchObject([{ id: 3, order_value: 3 }])
  expect(await client.facet('docs', { key: 'n' })).toMatchObject({ hits: [{ value: 1, count: 1 }, {}, {}] })
  await client.deletePayloadIndex('docs', 'n', { wait: true })
  await expect(client.facet('docs', { key: 'n' })).rejects.toThrow('Bad Request')
})

it('queries', async () => {
  const client = await start()
  const { points } = await client.query('docs', { query: [1, 0], using: 'text', limit: 1, params: { hnsw_ef: 8 } })
  expect(points).toMatchObject([{ id: 1, version: 1, score: expect.closeTo(Math.SQRT1_2, 5) }])
  const sparse = await client.query('docs', { query: { indices: [3], values: [2] }, using: 'words' })
  expect(sparse.points).toMatchObject([{ id: 3, score: 2 }])
  const batch = await client.queryBatch('docs', {
    searches: [
      { query: 1, using: 'text', limit: 1, with_payload: ['n'] },
      { query: [0, 1], using: 'text', score_threshold: 0.9 },
    ],
  })
  expect(batch.map((answer) => answer.points.map((point) => point.id))).toEqual([[2], [3]])
  const groups = await client.queryGroups('docs', { query: [1, 0], using: 'text', group_by: 'tag', group_size: 2 })
  expect(groups.groups).toMatchObject([{ id: 'x', hits: [{ id: 1 }, { id: 2 }] }])
})

it('changes points', async () => {
  const client = await start()
  await client.setPayload('docs', { payload: { a: 1 }, points: [1], wait: true })
  await client.overwritePayload('docs', { payload: { b: 2 }, points: [2], wait: true })
  await client.deletePayload('docs', { keys: ['tag'], points: [1], wait: true })
  await client.clearPayload('docs', { points: [3], wait: true })
  await client.updateVectors('docs', { points: [{ id: 1, vector: { text: [0, 2] } }], wait: true })
  await client.deleteVectors('docs', { points: [1, 2], vector: ['words'], wait: true })
  await client.batchUpdate('docs', { operations: [{ delete: { points: [3] } }], wait: true })
  expect(await client.retrieve('docs', { ids: [1, 2, 3], with_payload: true, with_vector: true })).toEqual([
    { id: 1, payload: { n: 1, a: 1 }, vector: { text: [0, 1] } },
    { id: 2, payload: { b: 2 }, vector: { text: [expect.closeTo(0.4472136), expect.closeTo(0.8944272)] } },
  ])
  await client.delete('docs', { filter: { must: [{ has_id: [1] }] }, wait: true })
  expect(await client.count('docs')).toEqual({ count: 1 })
})

it('changes aliases', async () => {
  const client = await start()
  await client.updateCollectionAliases({
    actions: [{ create_alias: { collection_name: 'docs', alias_name: 'live' } }],
  })
  expect(await client.getAliases()).toEqual({ aliases: [{ alias_name: 'live', collection_name: 'docs' }] })
  expect(await client.count('live')).toEqual({ count: 3 })
})
