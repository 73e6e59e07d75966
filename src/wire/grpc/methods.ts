import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import type { Params } from '../../operations/operation.ts'
import { fromRetrieved, fromScored, fromUpdate, showsPayload } from './answers.ts'
import { toFilter } from './filter.ts'
import { fromId, fromInteger, toId } from './ids.ts'
import { booleanOf, countOf, listOf, membersOf, NoGrpcForm, optional, stringOf, wordOf } from './no-grpc-form.ts'
import { toPayload } from './payload.ts'
import { toPoints } from './points.ts'
import { toSearch } from './search.ts'
import {
  toConsistency,
  toIds,
  toOrderBy,
  toOrdering,
  toShardKeys,
  toTimeout,
  toWithPayload,
  toWithVectors,
} from './selectors.ts'
import type { Vendor } from './vendor.ts'

const UPDATE_MODES = { upsert: 0, insert_only: 1, update_only: 2 } as const

/** A call that was converted, ready to be encoded once the vendor is loaded. */
export interface GrpcCall {
  readonly path: string
  encode(vendor: Vendor): Uint8Array
  /** The operation's answer, as REST gives it. */
  decode(message: Uint8Array, vendor: Vendor): unknown
}

/** @throws NoGrpcForm where only REST can carry the parameters */
export type GrpcMethod = (collection: string, params: Params) => GrpcCall

/** The operations that have a gRPC form, by name. Defaults are those of the same operation's REST form. */
export const grpcMethods: ReadonlyMap<string, GrpcMethod> = new Map(
  Object.entries({
    retrieve: method({
      name: 'Get',
      schemas: ({ qdrant }) => [qdrant.GetPointsSchema, qdrant.GetResponseSchema],
      request(collectionName, params) {
        const read = membersOf(params, 'ids', 'with_payload', 'with_vector', 'shard_key', 'consistency', 'timeout')
        return {
          collectionName,
          ids: toIds(read.ids),
          withPayload: optional(orTrue(read.with_payload), toWithPayload),
          withVectors: optional(read.with_vector, toWithVectors),
          ...readOptions(read),
        }
      },
      answer: ({ result }, { with_payload }) => {
        const payload = showsPayload(orTrue(with_payload), false)
        return result.map((point) => fromRetrieved(point, payload))
      },
    }),
    query: method({
      name: 'Query',
      schemas: ({ qdrant }) => [qdrant.QueryPointsSchema, qdrant.QueryResponseSchema],
      request: (collection, { consistency, timeout, ...search }) => ({
        ...toSearch(collection, search),
        ...batchOptions({ consistency, timeout }),
      }),
      answer({ result }, { with_payload }) {
        const payload = showsPayload(with_payload, false)
        return { points: result.map((point) => fromScored(point, payload)) }
      },
    }),
    queryBatch: method({
      name: 'QueryBatch',
      schemas: ({ qdrant }) => [qdrant.QueryBatchPointsSchema, qdrant.QueryBatchResponseSchema],
      request(collectionName, params) {
        const batch = membersOf(params, 'searches', 'consistency', 'timeout')
        const queryPoints = listOf(batch.searches, (search) => toSearch(collectionName, search))
        return { collectionName, queryPoints, ...batchOptions(batch) }
      },
      answer({ result }, { searches }) {
        return result.map((one, index) => {
          const payload = showsPayload((searches as readonly Params[])[index]?.with_payload, false)
          return { points: one.result.map((point) => fromScored(point, payload)) }
        })
      },
    }),
    scroll: method({
      name: 'Scroll',
      schemas: ({ qdrant }) => [qdrant.ScrollPointsSchema, qdrant.ScrollResponseSchema],
      request(collectionName, params) {
        const { filter, limit, offset, with_payload, with_vector, order_by, ...rest } = params
        return {
          collectionName,
          filter: optional(filter, toFilter),
          limit: optional(limit, (most) => countOf(most, 1)),
          offset: optional(offset, toId),
          withPayload: optional(orTrue(with_payload), toWithPayload),
          withVectors: optional(with_vector, toWithVectors),
          orderBy: optional(order_by, toOrderBy),
          ...readOptions(membersOf(rest, 'shard_key', 'consistency', 'timeout')),
        }
      },
      answer({ result, nextPageOffset }, { with_payload }) {
        const payload = showsPayload(with_payload, true)
        const points = result.map((point) => fromRetrieved(point, payload))
        return { points, next_page_offset: nextPageOffset === undefined ? null : fromId(nextPageOffset) }
      },
    }),
    count: method({
      name: 'Count',
      schemas: ({ qdrant }) => [qdrant.CountPointsSchema, qdrant.CountResponseSchema],
      request(collectionName, params) {
        const { filter, exact, ...rest } = membersOf(params, 'filter', 'exact', 'shard_key', 'consistency', 'timeout')
        return {
          collectionName,
          filter: optional(filter, toFilter),
          exact: optional(orTrue(exact), booleanOf),
          ...readOptions(rest),
        }
      },
      answer: ({ result }) => ({ count: fromInteger(result?.count ?? 0n) }),
    }),
    upsert: method({
      name: 'Upsert',
      schemas: ({ qdrant }) => [qdrant.UpsertPointsSchema, qdrant.PointsOperationResponseSchema],
      request(collectionName, params) {
        const { points, batch, update_filter, update_mode, wait, ...rest } = params
        return {
          collectionName,
          points: toPoints(points, batch),
          updateFilter: optional(update_filter, toFilter),
          updateMode: optional(update_mode, (mode) => wordOf(mode, UPDATE_MODES)),
          wait: optional(orTrue(wait), booleanOf),
          ...writeOptions(rest),
        }
      },
      answer: ({ result }) => fromUpdate(result),
    }),
    delete: method({
      name: 'Delete',
      schemas: ({ qdrant }) => [qdrant.DeletePointsSchema, qdrant.PointsOperationResponseSchema],
      request(collectionName, { points, filter, wait, ...rest }) {
        return {
          collectionName,
          points: selection(points, filter),
          wait: optional(wait, booleanOf),
          ...writeOptions(rest),
        }
      },
      answer: ({ result }) => fromUpdate(result),
    }),
    setPayload: method({
      name: 'SetPayload',
      schemas: ({ qdrant }) => [qdrant.SetPayloadPointsSchema, qdrant.PointsOperationResponseSchema],
      request(collectionName, { payload, points, filter, key, wait, ...rest }) {
        return {
          collectionName,
          payload: toPayload(payload),
          pointsSelector: selection(points, filter),
          key: optional(key, stringOf),
          wait: optional(orTrue(wait), booleanOf),
          ...writeOptions(rest),
        }
      },
      answer: ({ result }) => fromUpdate(result),
    }),
  }),
)

interface Description<Request extends DescMessage, Answer extends DescMessage> {
  readonly name: string
  readonly schemas: (vendor: Vendor) => readonly [Request, Answer]
  readonly request: (collection: string, params: Params) => MessageInitShape<Request>
  readonly answer: (message: MessageShape<Answer>, params: Params) => unknown
}

function method<Request extends DescMessage, Answer extends DescMessage>(
  described: Description<Request, Answer>,
): GrpcMethod {
  const path = `/qdrant.Points/${described.name}`
  return (collection, params) => {
    const init = described.request(collection, params)
    return {
      path,
      encode(vendor) {
        const [schema] = described.schemas(vendor)
        return vendor.protobuf.toBinary(schema, vendor.protobuf.create(schema, init))
      },
      decode(message, vendor) {
        const [, schema] = described.schemas(vendor)
        return described.answer(vendor.protobuf.fromBinary(schema, message), params)
      },
    }
  }
}

/** The defaults of the client's methods are for members that are absent; null leaves the choice to the server. */
function orTrue(value: unknown): unknown {
  return value === undefined ? true : value
}

function readOptions(read: Readonly<{ shard_key?: unknown; consistency?: unknown; timeout?: unknown }>) {
  return { shardKeySelector: optional(read.shard_key, toShardKeys), ...batchOptions(read) }
}

function batchOptions({ consistency, timeout }: Readonly<{ consistency?: unknown; timeout?: unknown }>) {
  return { readConsistency: optional(consistency, toConsistency), timeout: optional(timeout, toTimeout) }
}

function writeOptions(rest: Params) {
  const { shard_key, ordering, timeout } = membersOf(rest, 'shard_key', 'ordering', 'timeout')
  return {
    shardKeySelector: optional(shard_key, toShardKeys),
    ordering: optional(ordering, toOrdering),
    timeout: optional(timeout, toTimeout),
  }
}

/** The points that a write is for. */
function selection(points: unknown, filter: unknown) {
  const ids = optional(points, toIds)
  const filtered = optional(filter, toFilter)
  if ((ids === undefined) === (filtered === undefined)) throw new NoGrpcForm('neither or both of `points` and `filter`')
  return ids === undefined
    ? { pointsSelectorOneOf: { case: 'filter' as const, value: filtered ?? {} } }
    : { pointsSelectorOneOf: { case: 'points' as const, value: { ids } } }
}
