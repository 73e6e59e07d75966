import type { Json, JsonObject } from '../json.ts'
import { filterJson } from './filter.ts'
import { given } from './members.ts'
import type { OrderBy, Prefetch, Query, Variant } from './messages.ts'
import { shardKeysJson, withPayloadJson, withVectorsJson } from './selectors.ts'
import { GrpcError, UNIMPLEMENTED } from './status.ts'
import { integerJson } from './values.ts'
import { inputJson } from './vectors.ts'

const STRATEGIES = ['average_vector', 'best_score', 'sum_scores'] as const
const FUSIONS = ['rrf', 'dbsf'] as const

/** A query as REST has it in its body. */
export function queryJson(query: Query): JsonObject {
  return {
    ...stageJson(query),
    ...given({
      offset: query.offset === undefined ? undefined : integerJson(query.offset),
      with_payload: withPayloadJson(query.withPayload),
      with_vector: withVectorsJson(query.withVectors),
      shard_key: shardKeysJson(query.shardKeySelector),
    }),
  }
}

/** What a query and its prefetches have in common. Search parameters change nothing where all search is exact. */
function stageJson(stage: Query | Prefetch): JsonObject {
  return given({
    prefetch: stage.prefetch.length === 0 ? undefined : stage.prefetch.map(stageJson),
    query: stage.query && variantJson(stage.query.variant),
    using: stage.using,
    filter: filterJson(stage.filter),
    score_threshold: stage.scoreThreshold,
    lookup_from: stage.lookupFrom && { collection: stage.lookupFrom.collectionName },
    limit: stage.limit === undefined ? undefined : integerJson(stage.limit),
  })
}

function variantJson(variant: Variant): Json {
  switch (variant.case) {
    case 'nearest':
      return { nearest: inputJson(variant.value) }
    case 'recommend': {
      const { positive, negative, strategy } = variant.value
      const word = strategy === undefined ? undefined : STRATEGIES[strategy]
      return {
        recommend: given({ positive: positive.map(inputJson), negative: negative.map(inputJson), strategy: word }),
      }
    }
    case 'discover':
      return { discover: { target: inputJson(variant.value.target), context: pairsJson(variant.value.context) } }
    case 'context':
      return { context: pairsJson(variant.value) }
    case 'orderBy':
      return { order_by: orderByJson(variant.value) }
    case 'fusion':
      return { fusion: FUSIONS[variant.value] }
    case 'rrf': {
      const { k, weights } = variant.value
      return { rrf: given({ k, weights: weights.length === 0 ? undefined : weights }) }
    }
    case 'sample':
      return { sample: 'random' }
    case 'nearestWithMmr': {
      const { nearest, mmr } = variant.value
      return {
        nearest: inputJson(nearest),
        mmr: given({ diversity: mmr?.diversity, candidates_limit: mmr?.candidatesLimit }),
      }
    }
    // The pool sends them over REST.
    case 'formula':
      throw new GrpcError(UNIMPLEMENTED, 'Formulas over gRPC are not supported by the embedded server')
    // REST refuses it by its name.
    case 'relevanceFeedback':
      return { relevance_feedback: {} }
    case undefined:
      return null
  }
}

function pairsJson(context: Extract<Variant, { case: 'context' }>['value'] | undefined): Json {
  return (context?.pairs ?? []).map(({ positive, negative }) => ({
    positive: inputJson(positive),
    negative: inputJson(negative),
  }))
}

export function orderByJson({ key, direction, startFrom }: OrderBy): JsonObject {
  return given({
    key,
    direction: direction === 1 ? 'desc' : undefined,
    start_from: startFrom && startFromJson(startFrom.value),
  })
}

function startFromJson(start: NonNullable<OrderBy['startFrom']>['value']): Json {
  switch (start.case) {
    case 'integer':
      return integerJson(start.value)
    case 'timestamp':
      return new Date(Number(start.value.seconds) * 1000 + start.value.nanos / 1e6).toISOString()
    case undefined:
      return null
    default:
      return start.value
  }
}
