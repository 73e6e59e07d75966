import type { MessageShape } from '@bufbuild/protobuf'
import type { DeletePointsSchema, GetPointsSchema } from '@qdrant/js-client-grpc'
import type { Json, JsonObject } from '../json.ts'
import { filterJson } from './filter.ts'
import type { Query, ShardKeys } from './messages.ts'
import { idJson, integerJson } from './values.ts'

type Read = Pick<MessageShape<typeof GetPointsSchema>, 'readConsistency' | 'timeout'>
type Write = Pick<MessageShape<typeof DeletePointsSchema>, 'wait' | 'ordering' | 'timeout'>

const ORDERINGS = ['weak', 'medium', 'strong'] as const
const CONSISTENCIES = ['all', 'majority', 'quorum'] as const

export function withPayloadJson(selector: Query['withPayload']): Json | undefined {
  const option = selector?.selectorOptions
  if (option?.case === undefined) return undefined
  return option.case === 'enable' ? option.value : { [option.case]: option.value.fields }
}

export function withVectorsJson(selector: Query['withVectors']): Json | undefined {
  const option = selector?.selectorOptions
  return option?.case === 'include' ? option.value.names : option?.value
}

export function shardKeysJson(selector: ShardKeys | undefined): Json | undefined {
  return selector?.shardKeys.map(({ key }) => (key.case === 'number' ? integerJson(key.value) : (key.value ?? null)))
}

/** The points that a write is for, as members of its body. */
export function selectionJson(selector: MessageShape<typeof DeletePointsSchema>['points']): JsonObject {
  const option = selector?.pointsSelectorOneOf
  if (option?.case === 'points') return { points: option.value.ids.map(idJson) }
  return option?.case === 'filter' ? { filter: filterJson(option.value) ?? {} } : {}
}

/** The query string of a read. */
export function readParams({ readConsistency, timeout }: Read): string {
  const value = readConsistency?.value
  return search({ consistency: value?.case === 'type' ? CONSISTENCIES[value.value] : value?.value, timeout })
}

/** The query string of a write. */
export function writeParams({ wait, ordering, timeout }: Write): string {
  return search({ wait, ordering: ordering && ORDERINGS[ordering.type], timeout })
}

function search(params: Readonly<Record<string, string | bigint | boolean | undefined>>): string {
  const pairs = Object.entries(params).filter(([, value]) => value !== undefined)
  return pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`
}
