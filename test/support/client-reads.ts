import { type ClientCase, LONG_ID, nameOf } from './client-case.ts'

const AT_RED = { must: [{ key: 'tag', match: { value: 'red' } }] }
const VECTOR = [1, 0.5, 0, 0.25]

/** A call and a bad one for each method of QdrantClient that only reads. */
export const CLIENT_READS = {
  api: {
    ok: (c, at) => c.api().getPoint({ collection_name: at.collection, id: LONG_ID as never }),
    bad: (c, at) => c.api().getPoint({ collection_name: at.missing, id: 1 }),
  },
  scroll: {
    ok: (c, at) => c.scroll(at.collection, { limit: 3, filter: AT_RED, with_vector: true }),
    bad: (c, at) => c.scroll(at.collection, { limit: 0 }),
  },
  count: {
    ok: (c, at) => c.count(at.collection, { filter: AT_RED }),
    bad: (c, at) => c.count(at.missing),
  },
  retrieve: {
    ok: (c, at) => c.retrieve(at.collection, { ids: [LONG_ID as never, 2], with_vector: ['words'] }),
    bad: (c, at) => c.retrieve(at.collection, { ids: ['no id'] }),
  },
  query: {
    ok: (c, at) => c.query(at.collection, { query: VECTOR, limit: 4, with_payload: true, score_threshold: 1 }),
    bad: (c, at) => c.query(at.collection, { query: [1, 2] }),
  },
  queryBatch: {
    ok: (c, at) =>
      c.queryBatch(at.collection, {
        searches: [
          { query: VECTOR, limit: 2 },
          { query: { indices: [1, 9], values: [1, 0.5] }, using: 'words', limit: 3, with_payload: ['n'] },
        ],
      }),
    bad: (c, at) => c.queryBatch(at.collection, { searches: [{ query: VECTOR, using: 'unknown' }] }),
  },
  queryGroups: {
    ok: (c, at) => c.queryGroups(at.collection, { query: VECTOR, group_by: 'tag', limit: 3, group_size: 2 }),
    bad: (c, at) => c.queryGroups(at.missing, { query: VECTOR, group_by: 'tag' }),
  },
  facet: {
    ok: (c, at) => c.facet(at.collection, { key: 'tag', exact: true }),
    bad: (c, at) => c.facet(at.collection, { key: 'n' }),
  },
  searchMatrixPairs: {
    ok: (c, at) => c.searchMatrixPairs(at.collection, { sample: 10, limit: 2 }),
    bad: (c, at) => c.searchMatrixPairs(at.missing, { sample: 10, limit: 2 }),
    isOfTheMoment: true,
  },
  searchMatrixOffsets: {
    ok: (c, at) => c.searchMatrixOffsets(at.collection, { sample: 10, limit: 2 }),
    bad: (c, at) => c.searchMatrixOffsets(at.collection, { sample: 1, limit: 2 }),
    isOfTheMoment: true,
  },
  getCollections: { ok: (c) => c.getCollections(), isOfTheMoment: true },
  getCollection: {
    ok: (c, at) => c.getCollection(at.collection),
    bad: (c, at) => c.getCollection(at.missing),
  },
  collectionExists: { ok: (c, at) => c.collectionExists(at.collection) },
  collectionClusterInfo: {
    ok: (c, at) => c.collectionClusterInfo(at.collection),
    bad: (c, at) => c.collectionClusterInfo(at.missing),
  },
  getOptimizations: {
    ok: (c, at) => c.getOptimizations(at.collection, { with: 'queued,completed' }),
    bad: (c, at) => c.getOptimizations(at.missing),
    isOfTheMoment: true,
  },
  getAliases: { ok: (c) => c.getAliases(), isOfTheMoment: true },
  getCollectionAliases: { ok: (c, at) => c.getCollectionAliases(at.collection) },
  versionInfo: { ok: (c) => c.versionInfo() },
  clusterTelemetry: {
    ok: (c) => c.clusterTelemetry({ details_level: 1 }),
    bad: (c) => c.clusterTelemetry({ details_level: 'all' as never }),
    isOfTheMoment: true,
  },
  getQuotas: { ok: (c) => c.getQuotas() },
  listShardKeys: {
    ok: (c, at) => c.listShardKeys(at.collection),
    bad: (c, at) => c.listShardKeys(at.missing),
  },
  listSnapshots: {
    async ok(c, at) {
      await nameOf(c.createSnapshot(at.collection))
      return c.listSnapshots(at.collection)
    },
    bad: (c, at) => c.listSnapshots(at.missing),
  },
  listFullSnapshots: { ok: (c) => c.listFullSnapshots(), isOfTheMoment: true },
  listShardSnapshots: {
    ok: (c, at) => c.listShardSnapshots(at.collection, 0),
    bad: (c, at) => c.listShardSnapshots(at.collection, 99),
  },
} satisfies Record<string, ClientCase>
