import type { Id, IdInit } from './messages.ts'
import { NoGrpcForm } from './no-grpc-form.ts'

/** The spellings of a UUID that clients use; the rarer ones (braces, URN) go over REST. */
const UUID = /^[\da-f]{8}-?([\da-f]{4}-?){3}[\da-f]{12}$/i
const MOST = 2n ** 64n - 1n

/** @throws NoGrpcForm on what is no id: REST refuses it in its own words */
export function toId(value: unknown): IdInit {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)
    return { pointIdOptions: { case: 'num', value: BigInt(value) } }
  if (typeof value === 'bigint' && value >= 0n && value <= MOST) return { pointIdOptions: { case: 'num', value } }
  if (typeof value === 'string' && UUID.test(value)) return { pointIdOptions: { case: 'uuid', value } }
  throw new NoGrpcForm('not a point id')
}

export function fromId(id: Id | undefined): string | number | bigint {
  const { pointIdOptions: option } = id ?? {}
  if (option?.value === undefined) throw new Error('a point came without an id')
  return option.case === 'num' ? fromInteger(option.value) : option.value
}

/** A bigint only beyond 2^53, as in the answers of REST. */
export function fromInteger(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
