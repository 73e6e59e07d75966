import { fromInteger } from './ids.ts'
import type { Value, ValueInit } from './messages.ts'
import { NoGrpcForm, plainObject } from './no-grpc-form.ts'

const LONG = 2 ** 63

/** @throws NoGrpcForm on what is no plain JSON: REST sends it, or names the place */
export function toPayload(value: unknown): Record<string, ValueInit> {
  const entries: [string, ValueInit][] = []
  for (const [key, member] of Object.entries(plainObject(value))) {
    if (member !== undefined) entries.push([key, toValue(member)])
  }
  return Object.fromEntries(entries)
}

function toValue(value: unknown): ValueInit {
  switch (typeof value) {
    case 'string':
      return { kind: { case: 'stringValue', value } }
    case 'boolean':
      return { kind: { case: 'boolValue', value } }
    case 'number':
      return toNumber(value)
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw new NoGrpcForm('beyond 64 bits')
      return { kind: { case: 'integerValue', value } }
    case 'object':
      return toObject(value)
    default:
      throw new NoGrpcForm(typeof value)
  }
}

/** JSON has one kind of number; the server keeps those that are written without a fraction as integers. */
function toNumber(value: number): ValueInit {
  if (!Number.isInteger(value)) {
    if (!Number.isFinite(value)) throw new NoGrpcForm('not a finite number')
    return { kind: { case: 'doubleValue', value } }
  }
  // From here up JSON writes integers that only an unsigned field would hold.
  if (Math.abs(value) >= LONG) throw new NoGrpcForm('beyond 64 bits')
  // Beyond 2^53 JSON shows rounded digits, and it is those that the server keeps.
  return { kind: { case: 'integerValue', value: BigInt(Number.isSafeInteger(value) ? value : String(value)) } }
}

function toObject(value: object | null): ValueInit {
  if (value === null) return { kind: { case: 'nullValue', value: 0 } }
  if (Array.isArray(value))
    return { kind: { case: 'listValue', value: { values: value.map((item) => toValue(item ?? null)) } } }
  return { kind: { case: 'structValue', value: { fields: toPayload(value) } } }
}

export function fromPayload(fields: Readonly<Record<string, Value>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, fromValue(value)]))
}

function fromValue({ kind }: Value): unknown {
  switch (kind.case) {
    case 'integerValue':
      return fromInteger(kind.value)
    case 'structValue':
      return fromPayload(kind.value.fields)
    case 'listValue':
      return kind.value.values.map(fromValue)
    case 'nullValue':
    case undefined:
      return null
    default:
      return kind.value
  }
}
