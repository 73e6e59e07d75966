import type { Json, JsonObject } from '../json.ts'
import { idMessage, payloadMessage } from './values.ts'
import { vectorsMessage } from './vectors.ts'

export function objects(list: Json | undefined): JsonObject[] {
  return list as JsonObject[]
}

export function recordMessage(point: JsonObject) {
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

export function scoredMessage(point: JsonObject) {
  return { ...recordMessage(point), score: point.score as number, version: BigInt(point.version as number) }
}

export function updateMessage({ operation_id, status }: JsonObject) {
  return { result: { operationId: BigInt(operation_id as number), status: status === 'completed' ? 2 : 1 } }
}
