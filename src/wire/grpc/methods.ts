import { columnsToPoints } from '../../operations/columns.ts'
import type { Params } from '../../operations/operation.ts'
import { fromRetrieved, fromScored, fromUpdate, showsPayload } from './answers.ts'
import { densePoints } from './dense-points.ts'
import { toFilter } from './filter.ts'
import { fromId, fromInteger, toId } from './ids.ts'
import { type GrpcMethod, method } from './method.ts'
import { booleanOf, countOf, listOf, membersOf, optional, stringOf, wordOf } from './no-grpc-form.ts'
import { batchOptions, readOptions, selection, writeOptions } from './options.ts'
import { toPayload } from './payload.ts'
import { toPoints } from './points.ts'
import { toSearch } from './search.ts'
import { toIds, toOrderBy, toWithPayload, toWithVectors } from './selectors.ts'

const UPDATE_MODES = { upsert: 0, insert_only: 1, update_only: 2 } as const

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
      request(collectionName, params, isAppended) {
        const { points, batch, ids, vectors, payloads, update_filter, update_mode, wait, ...rest } = params
        const inPoints = vectors === undefined ? points : columnsToPoints({ ids, vectors, payloads }).points
        return {
          collectionName,
          points: isAppended ? [] : toPoints(inPoints, batch),
          updateFilter: optional(update_filter, toFilter),
          updateMode: optional(update_mode, (mode) => wordOf(mode, UPDATE_MODES)),
          wait: optional(orTrue(wait), booleanOf),
          ...writeOptions(rest),
        }
      },
      append: (params) => densePoints((params.vectors === undefined ? params : columnsToPoints(params)).points),
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

/** The defaults of the client's methods are for members that are absent; null leaves the choice to the server. */
function orTrue(value: unknown): unknown {
  return value === undefined ? true : value
}
