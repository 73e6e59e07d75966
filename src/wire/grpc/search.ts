import { toFilter } from './filter.ts'
import type { LookupInit, PrefetchInit, QueryInit, SearchParamsInit } from './messages.ts'
import { booleanOf, floatOf, longCountOf, membersOf, numberOf, oneOrMore, optional, stringOf } from './no-grpc-form.ts'
import { toQuery } from './query.ts'
import { toShardKeys, toWithPayload, toWithVectors } from './selectors.ts'

const PREFETCH = ['prefetch', 'query', 'using', 'filter', 'params', 'score_threshold', 'limit', 'lookup_from'] as const
const SEARCH = [...PREFETCH, 'offset', 'with_vector', 'with_payload', 'shard_key'] as const

/** The body of a query, or one of a query batch. @throws NoGrpcForm */
export function toSearch(collectionName: string, value: unknown): QueryInit {
  const search = membersOf(value, ...SEARCH)
  return {
    collectionName,
    ...toStage(search),
    offset: optional(search.offset, (offset) => longCountOf(offset)),
    withVectors: optional(search.with_vector, toWithVectors),
    withPayload: optional(search.with_payload, toWithPayload),
    shardKeySelector: optional(search.shard_key, toShardKeys),
  }
}

function toPrefetch(value: unknown): PrefetchInit {
  return toStage(membersOf(value, ...PREFETCH))
}

/** What a query and its prefetches have in common. */
function toStage(stage: Readonly<Partial<Record<(typeof PREFETCH)[number], unknown>>>) {
  return {
    prefetch: optional(stage.prefetch, (prefetch) => oneOrMore(prefetch, toPrefetch)) ?? [],
    query: optional(stage.query, toQuery),
    using: optional(stage.using, stringOf),
    filter: optional(stage.filter, toFilter),
    params: optional(stage.params, toParams),
    scoreThreshold: optional(stage.score_threshold, floatOf),
    limit: optional(stage.limit, (limit) => longCountOf(limit, 1)),
    lookupFrom: optional(stage.lookup_from, toLookup),
  }
}

function toParams(value: unknown): SearchParamsInit {
  const params = membersOf(value, 'hnsw_ef', 'exact', 'quantization', 'indexed_only', 'acorn')
  return {
    hnswEf: optional(params.hnsw_ef, (ef) => longCountOf(ef)),
    exact: optional(params.exact, booleanOf),
    indexedOnly: optional(params.indexed_only, booleanOf),
    quantization: optional(params.quantization, (quantization) => {
      const { ignore, rescore, oversampling } = membersOf(quantization, 'ignore', 'rescore', 'oversampling')
      return {
        ignore: optional(ignore, booleanOf),
        rescore: optional(rescore, booleanOf),
        oversampling: optional(oversampling, numberOf),
      }
    }),
    acorn: optional(params.acorn, (acorn) => {
      const { enable, max_selectivity } = membersOf(acorn, 'enable', 'max_selectivity')
      return { enable: optional(enable, booleanOf), maxSelectivity: optional(max_selectivity, numberOf) }
    }),
  }
}

function toLookup(value: unknown): LookupInit {
  const { collection, vector, shard_key } = membersOf(value, 'collection', 'vector', 'shard_key')
  return {
    collectionName: stringOf(collection),
    vectorName: optional(vector, stringOf),
    shardKeySelector: optional(shard_key, toShardKeys),
  }
}
