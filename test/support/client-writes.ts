import type { Schemas } from '@qdrant/js-client-rest'
import { type ClientCase, LONG_ID, makeCollection, nameOf } from './client-case.ts'

const BODY = {
  vectors: { size: 4, distance: 'Dot' },
  sparse_vectors: { words: {} },
} satisfies Schemas['CreateCollection']

/** A call and a bad one for each method of QdrantClient that writes points, in an order in which each finds some. */
export const POINT_WRITES = {
  upsert: {
    ok: (c, at) => c.upsert(at.collection, { points: [{ id: 7, vector: [1, 2, 3, 4], payload: { tag: 'red' } }] }),
    bad: (c, at) => c.upsert(at.collection, { points: [{ id: 7, vector: [1, 2] }] }),
  },
  updateVectors: {
    ok: (c, at) => c.updateVectors(at.collection, { points: [{ id: LONG_ID as never, vector: [0, 0, 1, 0.5] }] }),
    bad: (c, at) => c.updateVectors(at.collection, { points: [{ id: 1, vector: { unknown: [1] } }] }),
  },
  deleteVectors: {
    ok: (c, at) => c.deleteVectors(at.collection, { points: [1], vector: ['words'] }),
    bad: (c, at) => c.deleteVectors(at.collection, { points: [1], vector: 'words' as never }),
  },
  setPayload: {
    ok: (c, at) => c.setPayload(at.collection, { payload: { a: 1.5 }, points: [1, LONG_ID as never] }),
    bad: (c, at) => c.setPayload(at.missing, { payload: { a: 1 }, points: [1] }),
  },
  overwritePayload: {
    ok: (c, at) => c.overwritePayload(at.collection, { payload: { b: null }, points: [2] }),
    bad: (c, at) => c.overwritePayload(at.missing, { payload: {}, points: [2] }),
  },
  deletePayload: {
    ok: (c, at) => c.deletePayload(at.collection, { keys: ['tag'], points: [3] }),
    bad: (c, at) => c.deletePayload(at.collection, { keys: 'tag' as never, points: [3] }),
  },
  clearPayload: {
    ok: (c, at) => c.clearPayload(at.collection, { points: [4] }),
    bad: (c, at) => c.clearPayload(at.missing, { points: [4] }),
  },
  batchUpdate: {
    ok: (c, at) =>
      c.batchUpdate(at.collection, {
        operations: [
          { set_payload: { payload: { late: true }, points: [1] } },
          { delete: { points: [7] } },
          { upsert: { points: [{ id: 8, vector: [4, 3, 2, 1] }] } },
        ],
      }),
    bad: (c, at) => c.batchUpdate(at.collection, { operations: [{ upsert: { points: [{ id: 9, vector: [1] }] } }] }),
  },
  delete: {
    ok: (c, at) => c.delete(at.collection, { points: [8], wait: true }),
    bad: (c, at) => c.delete(at.collection, { points: ['no id'] }),
  },
} satisfies Record<string, ClientCase>

/** The same for collections and all that stands around points. */
export const OTHER_WRITES = {
  createPayloadIndex: {
    ok: (c, at) => c.createPayloadIndex(at.collection, { field_name: 'n', field_schema: 'integer', wait: true }),
    bad: (c, at) => c.createPayloadIndex(at.collection, { field_name: 'n', field_schema: 'odd' as never }),
  },
  deletePayloadIndex: {
    ok: (c, at) => c.deletePayloadIndex(at.collection, 'n'),
    bad: (c, at) => c.deletePayloadIndex(at.missing, 'n'),
  },
  createVectorName: {
    ok: (c, at) => c.createVectorName(at.collection, 'more', { dense: { size: 2, distance: 'Cosine' } }),
    bad: (c, at) => c.createVectorName(at.missing, 'more', { dense: { size: 2, distance: 'Cosine' } }),
  },
  deleteVectorName: {
    ok: (c, at) => c.deleteVectorName(at.collection, 'more'),
    bad: (c, at) => c.deleteVectorName(at.missing, 'more'),
  },
  updateCollection: {
    ok: (c, at) => c.updateCollection(at.collection, { hnsw_config: { m: 8 } }),
    bad: (c, at) => c.updateCollection(at.missing, {}),
  },
  updateCollectionCluster: {
    ok: (c, at) => c.updateCollectionCluster(at.collection, { drop_replica: { shard_id: 0, peer_id: 1 } }),
    bad: (c, at) => c.updateCollectionCluster(at.missing, { odd: {} } as never),
  },
  updateCollectionAliases: {
    ok: (c, at) =>
      c.updateCollectionAliases({
        actions: [
          { create_alias: { collection_name: at.collection, alias_name: at.alias } },
          { delete_alias: { alias_name: at.alias } },
        ],
      }),
    bad: (c, at) =>
      c.updateCollectionAliases({
        actions: [{ create_alias: { collection_name: at.missing, alias_name: at.alias } }],
      }),
  },
  updateQuotas: { ok: (c) => c.updateQuotas() },
  createShardKey: {
    ok: (c, at) => c.createShardKey(at.collection, { shard_key: 'north' }),
    bad: (c, at) => c.createShardKey(at.missing, { shard_key: 'north' }),
  },
  deleteShardKey: {
    ok: (c, at) => c.deleteShardKey(at.collection, { shard_key: 'north' }),
    bad: (c, at) => c.deleteShardKey(at.missing, { shard_key: 'north' }),
  },
  createSnapshot: {
    ok: (c, at) => c.createSnapshot(at.collection),
    bad: (c, at) => c.createSnapshot(at.missing),
  },
  recoverSnapshot: {
    async ok(c, at) {
      const name = await nameOf(c.createSnapshot(at.collection))
      const location = `${at.url}/collections/${at.collection}/snapshots/${name}`
      return c.recoverSnapshot(at.collection, { location })
    },
    bad: (c, at) => c.recoverSnapshot(at.collection, { location: 'nowhere' }),
  },
  deleteSnapshot: {
    ok: async (c, at) => c.deleteSnapshot(at.collection, await nameOf(c.createSnapshot(at.collection))),
    bad: (c, at) => c.deleteSnapshot(at.collection, 'none'),
  },
  createShardSnapshot: {
    ok: (c, at) => c.createShardSnapshot(at.collection, 0, {}),
    bad: (c, at) => c.createShardSnapshot(at.collection, 99, {}),
  },
  recoverShardFromSnapshot: {
    async ok(c, at) {
      const name = await nameOf(c.createShardSnapshot(at.collection, 0, {}))
      const location = `${at.url}/collections/${at.collection}/shards/0/snapshots/${name}`
      return c.recoverShardFromSnapshot(at.collection, 0, { location })
    },
    bad: (c, at) => c.recoverShardFromSnapshot(at.collection, 0, { location: 'nowhere' }),
  },
  deleteShardSnapshot: {
    async ok(c, at) {
      const name = await nameOf(c.createShardSnapshot(at.collection, 0, {}))
      return c.deleteShardSnapshot(at.collection, 0, name, {})
    },
    bad: (c, at) => c.deleteShardSnapshot(at.collection, 0, 'none', {}),
  },
  createFullSnapshot: {
    async ok(c) {
      const made = await c.createFullSnapshot()
      await c.deleteFullSnapshot(made?.name ?? '')
      return made
    },
    bad: (c) => c.createFullSnapshot({ wait: 'yes' as never }),
    isOfTheMoment: true,
  },
  deleteFullSnapshot: {
    ok: async (c) => c.deleteFullSnapshot(await nameOf(c.createFullSnapshot())),
    bad: (c) => c.deleteFullSnapshot('none'),
  },
  recreateCollection: {
    ok: (c, at) => c.recreateCollection(at.collection, BODY),
    bad: (c, at) => c.recreateCollection(at.missing, { vectors: { size: 0, distance: 'Dot' } }),
  },
  deleteCollection: { ok: (c, at) => c.deleteCollection(at.collection) },
  createCollection: {
    ok: (c, at) => c.createCollection(at.collection, BODY),
    async bad(c, at) {
      await makeCollection(c, at)
      return c.createCollection(at.collection, BODY)
    },
  },
} satisfies Record<string, ClientCase>
