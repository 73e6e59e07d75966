import type { Json, JsonObject } from '../json.ts'
import type { Id, IdInit, Value, ValueInit } from './messages.ts'

/** An integer of 64 bits as JSON has it: a bigint only beyond 2^53. */
export function integerJson(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

export function idJson(id: Id | undefined): Json {
  const option = id?.pointIdOptions
  if (option?.value === undefined) return null
  return option.case === 'num' ? integerJson(option.value) : option.value
}

export function idMessage(id: Json | undefined): IdInit {
  return typeof id === 'string'
    ? { pointIdOptions: { case: 'uuid', value: id } }
    : { pointIdOptions: { case: 'num', value: BigInt(id as number | bigint) } }
}

export function payloadJson(fields: Readonly<Record<string, Value>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, valueJson(value)]))
}

function valueJson({ kind }: Value): Json {
  switch (kind.case) {
    case 'integerValue':
      return integerJson(kind.value)
    case 'structValue':
      return payloadJson(kind.value.fields)
    case 'listValue':
      return kind.value.values.map(valueJson)
    case 'nullValue':
    case undefined:
      return null
    default:
      return kind.value
  }
}

export function payloadMessage(payload: JsonObject): Record<string, ValueInit> {
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, valueMessage(value)]))
}

function valueMessage(value: Json): ValueInit {
  switch (typeof value) {
    case 'string':
      return { kind: { case: 'stringValue', value } }
    case 'boolean':
      return { kind: { case: 'boolValue', value } }
    case 'bigint':
      return { kind: { case: 'integerValue', value } }
    case 'number':
      return Number.isSafeInteger(value)
        ? { kind: { case: 'integerValue', value: BigInt(value) } }
        : { kind: { case: 'doubleValue', value } }
    case 'object':
      if (value === null) return { kind: { case: 'nullValue', value: 0 } }
      return Array.isArray(value)
        ? { kind: { case: 'listValue', value: { values: value.map(valueMessage) } } }
        : { kind: { case: 'structValue', value: { fields: payloadMessage(value) } } }
  }
}
