import { objects, recordMessage, scoredMessage, updateMessage } from './answers.ts'
import { filterJson } from './filter.ts'
import { type Method, method } from './method.ts'
import { orderByJson, queryJson } from './query.ts'
import { readParams, selectionJson, shardKeysJson, withPayloadJson, withVectorsJson, writeParams } from './selectors.ts'
import { idJson, idMessage, payloadJson } from './values.ts'
import { vectorsJson } from './vectors.ts'

const UPDATE_MODES = ['upsert', 'insert_only', 'update_only'] as const

/** By the path of the call. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    '/qdrant.Qdrant/HealthCheck': method({
      schemas: ({ qdrant }) => [qdrant.HealthCheckRequestSchema, qdrant.HealthCheckReplySchema],
      ask: () => ({ method: 'GET', url: '/' }),
      answer: ({ title, version }) => ({ title: String(title), version: String(version) }),
    }),
    '/qdrant.Points/Get': method({
      schemas: ({ qdrant }) => [qdrant.GetPointsSchema, qdrant.GetResponseSchema],
      ask: (get) => ({
        method: 'POST',
        url: url(get.collectionName, '/points', readParams(get)),
        body: {
          ids: get.ids.map(idJson),
          with_payload: withPayloadJson(get.withPayload),
          with_vector: withVectorsJson(get.withVectors),
          shard_key: shardKeysJson(get.shardKeySelector),
        },
      }),
      answer: (result) => ({ result: objects(result).map(recordMessage) }),
    }),
    '/qdrant.Points/Query': method({
      schemas: ({ qdrant }) => [qdrant.QueryPointsSchema, qdrant.QueryResponseSchema],
      ask: (query) => ({
        method: 'POST',
        url: url(query.collectionName, '/points/query', readParams(query)),
        body: queryJson(query),
      }),
      answer: ({ points }) => ({ result: objects(points).map(scoredMessage) }),
    }),
    '/qdrant.Points/QueryBatch': method({
      schemas: ({ qdrant }) => [qdrant.QueryBatchPointsSchema, qdrant.QueryBatchResponseSchema],
      ask: (batch) => ({
        method: 'POST',
        url: url(batch.collectionName, '/points/query/batch', readParams(batch)),
        body: { searches: batch.queryPoints.map(queryJson) },
      }),
      answer: (result) => ({
        result: objects(result).map(({ points }) => ({ result: objects(points).map(scoredMessage) })),
      }),
    }),
    '/qdrant.Points/Scroll': method({
      schemas: ({ qdrant }) => [qdrant.ScrollPointsSchema, qdrant.ScrollResponseSchema],
      ask: (scroll) => ({
        method: 'POST',
        url: url(scroll.collectionName, '/points/scroll', readParams(scroll)),
        body: {
          filter: filterJson(scroll.filter),
          limit: scroll.limit,
          offset: scroll.offset && idJson(scroll.offset),
          with_payload: withPayloadJson(scroll.withPayload),
          with_vector: withVectorsJson(scroll.withVectors),
          order_by: scroll.orderBy && orderByJson(scroll.orderBy),
          shard_key: shardKeysJson(scroll.shardKeySelector),
        },
      }),
      answer: ({ points, next_page_offset: next }) => ({
        result: objects(points).map(recordMessage),
        ...(next === null ? {} : { nextPageOffset: idMessage(next) }),
      }),
    }),
    '/qdrant.Points/Count': method({
      schemas: ({ qdrant }) => [qdrant.CountPointsSchema, qdrant.CountResponseSchema],
      ask: (count) => ({
        method: 'POST',
        url: url(count.collectionName, '/points/count', readParams(count)),
        body: {
          filter: filterJson(count.filter),
          exact: count.exact,
          shard_key: shardKeysJson(count.shardKeySelector),
        },
      }),
      answer: ({ count }) => ({ result: { count: BigInt(count as number) } }),
    }),
    '/qdrant.Points/Upsert': method({
      schemas: ({ qdrant }) => [qdrant.UpsertPointsSchema, qdrant.PointsOperationResponseSchema],
      ask: (upsert) => ({
        method: 'PUT',
        url: url(upsert.collectionName, '/points', writeParams(upsert)),
        body: {
          points: upsert.points.map(({ id, vectors, payload }) => ({
            id: idJson(id),
            vector: vectorsJson(vectors),
            payload: payloadJson(payload),
          })),
          update_filter: filterJson(upsert.updateFilter),
          update_mode: upsert.updateMode === undefined ? undefined : UPDATE_MODES[upsert.updateMode],
          shard_key: shardKeysJson(upsert.shardKeySelector),
        },
      }),
      answer: updateMessage,
    }),
    '/qdrant.Points/Delete': method({
      schemas: ({ qdrant }) => [qdrant.DeletePointsSchema, qdrant.PointsOperationResponseSchema],
      ask: (deletion) => ({
        method: 'POST',
        url: url(deletion.collectionName, '/points/delete', writeParams(deletion)),
        body: { ...selectionJson(deletion.points), shard_key: shardKeysJson(deletion.shardKeySelector) },
      }),
      answer: updateMessage,
    }),
    '/qdrant.Points/SetPayload': method({
      schemas: ({ qdrant }) => [qdrant.SetPayloadPointsSchema, qdrant.PointsOperationResponseSchema],
      ask: (change) => ({
        method: 'POST',
        url: url(change.collectionName, '/points/payload', writeParams(change)),
        body: {
          payload: payloadJson(change.payload),
          key: change.key,
          ...selectionJson(change.pointsSelector),
          shard_key: shardKeysJson(change.shardKeySelector),
        },
      }),
      answer: updateMessage,
    }),
  }),
)

function url(collection: string, path: string, search: string): string {
  return `/collections/${encodeURIComponent(collection)}${path}${search}`
}
