import { toId } from './ids.ts'
import type { QueryVariantInit, VectorInputInit } from './messages.ts'
import {
  countOf,
  floatOf,
  listOf,
  membersOf,
  NoGrpcForm,
  oneOrMore,
  optional,
  plainObject,
  wordOf,
} from './no-grpc-form.ts'
import { toOrderBy } from './selectors.ts'
import { toVectorInput } from './vectors.ts'

const STRATEGIES = { average_vector: 0, best_score: 1, sum_scores: 2 } as const
const FUSIONS = { rrf: 0, dbsf: 1 } as const
const SAMPLES = { random: 0 } as const

/** What a query ranks by. Formulas, relevance feedback and inference go over REST. @throws NoGrpcForm */
export function toQuery(value: unknown): { variant: QueryVariantInit } {
  return { variant: variantOf(value) }
}

function variantOf(value: unknown): QueryVariantInit {
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    'indices' in value
  )
    return { case: 'nearest', value: toExample(value) }
  const [name] = Object.keys(value).filter((key) => key !== 'mmr')
  switch (name) {
    case 'nearest':
      return nearestOf(value)
    case 'recommend':
      return { case: 'recommend', value: recommendationOf(membersOf(value, name)[name]) }
    case 'discover':
      return { case: 'discover', value: discoveryOf(membersOf(value, name)[name]) }
    case 'context':
      return { case: 'context', value: contextOf(membersOf(value, name)[name]) }
    case 'order_by':
      return { case: 'orderBy', value: toOrderBy(membersOf(value, name)[name]) }
    case 'fusion':
      return { case: 'fusion', value: wordOf(membersOf(value, name)[name], FUSIONS) }
    case 'rrf':
      return { case: 'rrf', value: rrfOf(membersOf(value, name)[name]) }
    case 'sample':
      return { case: 'sample', value: wordOf(membersOf(value, name)[name], SAMPLES) }
    default:
      throw new NoGrpcForm('unknown kind of query')
  }
}

/** A vector, or the id of a point whose vector it is. */
function toExample(value: unknown): VectorInputInit {
  return typeof value === 'object' ? toVectorInput(value) : { variant: { case: 'id', value: toId(value) } }
}

function nearestOf(value: unknown): QueryVariantInit {
  const { nearest, mmr } = membersOf(value, 'nearest', 'mmr')
  if (mmr === undefined || mmr === null) return { case: 'nearest', value: toExample(nearest) }
  const { diversity, candidates_limit } = membersOf(mmr, 'diversity', 'candidates_limit')
  return {
    case: 'nearestWithMmr',
    value: {
      nearest: toExample(nearest),
      mmr: {
        diversity: optional(diversity, floatOf),
        candidatesLimit: optional(candidates_limit, (limit) => countOf(limit)),
      },
    },
  }
}

function recommendationOf(value: unknown) {
  const { positive, negative, strategy } = membersOf(value, 'positive', 'negative', 'strategy')
  const examples = {
    positive: optional(positive, (list) => listOf(list, toExample)) ?? [],
    negative: optional(negative, (list) => listOf(list, toExample)) ?? [],
  }
  // REST refuses it in other words, and with another status.
  if (examples.positive.length + examples.negative.length === 0) throw new NoGrpcForm('no examples')
  return { ...examples, strategy: optional(strategy, (word) => wordOf(word, STRATEGIES)) }
}

function discoveryOf(value: unknown) {
  const { target, context } = membersOf(value, 'target', 'context')
  return { target: toExample(target), context: contextOf(context) }
}

function contextOf(value: unknown) {
  const pairs = oneOrMore(value, (pair) => {
    const { positive, negative } = membersOf(plainObject(pair), 'positive', 'negative')
    return { positive: toExample(positive), negative: toExample(negative) }
  })
  return { pairs }
}

function rrfOf(value: unknown) {
  const { k, weights } = membersOf(value, 'k', 'weights')
  return {
    k: optional(k, (constant) => countOf(constant, 1)),
    weights: optional(weights, (list) => listOf(list, floatOf)) ?? [],
  }
}
