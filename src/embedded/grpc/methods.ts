import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import type { Json, JsonObject } from '../json.ts'
import { filterJson } from './filter.ts'
import type { Members } from './members.ts'
import { orderByJson, queryJson } from './query.ts'
import { readParams, selectionJson, shardKeysJson, withPayloadJson, withVectorsJson, writeParams } from './selectors.ts'
import { idJson, idMessage, payloadJson, payloadMessage } from './values.ts'
import { vectorsJson, vectorsMessage } from './vectors.ts'
import type { Vendor } from './vendor.ts'

/** The REST request that says the same as a message. */
interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  readonly body?: Members
}

export interface Method {
  /** @throws Error on bytes that are no such message, ApiError on what has no REST form here */
  ask(message: Uint8Array, vendor: Vendor): Asked
  /** @param result what the REST answer holds */
  answer(result: Json, vendor: Vendor): Uint8Array
}

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

const UPDATE_MODES = ['upsert', 'insert_only', 'update_only'] as const

interface Description<Request extends DescMessage, Answer extends DescMessage> {
  readonly schemas: (vendor: Vendor) => readonly [Request, Answer]
  readonly ask: (message: MessageShape<Request>) => Asked
  // Our own answers: their shape is known, whatever a list or an object.
  readonly answer: (result: JsonObject) => MessageInitShape<Answer>
}

function method<Request extends DescMessage, Answer extends DescMessage>(
  described: Description<Request, Answer>,
): Method {
  return {
    ask(message, vendor) {
      const [schema] = described.schemas(vendor)
      return described.ask(vendor.protobuf.fromBinary(schema, message))
    },
    answer(result, vendor) {
      const [, schema] = described.schemas(vendor)
      return vendor.protobuf.toBinary(schema, vendor.protobuf.create(schema, described.answer(result as JsonObject)))
    },
  }
}

function url(collection: string, path: string, search: string): string {
  return `/collections/${encodeURIComponent(collection)}${path}${search}`
}

function objects(list: Json | undefined): JsonObject[] {
  return list as JsonObject[]
}

function recordMessage(point: JsonObject) {
  const { id, payload, vector, order_value: order } = point
  return {
    id: idMessage(id),
    payload: payloadMessage((payload ?? {}) as JsonObject),
    ...(vector === undefined ? {} : { vectors: vectorsMessage(vector) }),
    ...(typeof order !== 'number' ? {} : { orderValue: { variant: orderMessage(order) } }),
  }
}

function orderMessage(order: number) {
  return Number.isInteger(order)
    ? { case: 'int' as const, value: BigInt(order) }
    : { case: 'float' as const, value: order }
}

function scoredMessage(point: JsonObject) {
  return { ...recordMessage(point), score: point.score as number, version: BigInt(point.version as number) }
}

function updateMessage({ operation_id, status }: JsonObject) {
  return { result: { operationId: BigInt(operation_id as number), status: status === 'completed' ? 2 : 1 } }
}
