import { MOST_FLOAT } from '../../base/most-float.ts'

/** Arguments that the gRPC messages cannot carry just as REST would: the call goes over REST. */
export class NoGrpcForm extends Error {
  override readonly name = 'NoGrpcForm'
}

/**
 * The members of a plain object that has no others: an unknown one may be a newer server's, which only JSON can carry.
 * @throws NoGrpcForm
 */
export function membersOf<Name extends string>(
  value: unknown,
  ...names: readonly Name[]
): Readonly<Partial<Record<Name, unknown>>> {
  const object = plainObject(value)
  for (const name in object) {
    if (object[name] !== undefined && !names.includes(name as Name)) throw new NoGrpcForm(`unknown member ${name}`)
  }
  return object as Partial<Record<Name, unknown>>
}

export function plainObject(value: unknown): Readonly<Record<string, unknown>> {
  const prototype = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined
  if (prototype !== Object.prototype && prototype !== null) throw new NoGrpcForm('not a plain object')
  return value as Record<string, unknown>
}

/** undefined and null are both "not given", as in JSON. */
export function optional<T>(value: unknown, convert: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : convert(value)
}

export function listOf<T>(value: unknown, convert: (value: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new NoGrpcForm('not a list')
  return value.map((item) => convert(item))
}

/** Where REST takes one thing or a list of them. */
export function oneOrMore<T>(value: unknown, convert: (value: unknown) => T): T[] {
  return Array.isArray(value) ? listOf(value, convert) : [convert(value)]
}

export function stringOf(value: unknown): string {
  if (typeof value !== 'string') throw new NoGrpcForm('not a string')
  return value
}

export function booleanOf(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new NoGrpcForm('not a boolean')
  return value
}

export function numberOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new NoGrpcForm('not a finite number')
  return value
}

/** A number whose field has single precision; larger ones, which REST takes for infinite, the encoder refuses. */
export function floatOf(value: unknown): number {
  const number = numberOf(value)
  if (Math.abs(number) > MOST_FLOAT) throw new NoGrpcForm('beyond a float')
  return number
}

/** A number whose field has single precision there and double precision in REST. */
export function exactFloatOf(value: unknown): number {
  const number = numberOf(value)
  if (Math.fround(number) !== number) throw new NoGrpcForm('more digits than a float has')
  return number
}

export function integerOf(value: unknown): bigint {
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return value
  if (!Number.isSafeInteger(value)) throw new NoGrpcForm('not an integer')
  return BigInt(value as number)
}

/** An unsigned integer of at least `least`: what is less, REST refuses in its own words. */
export function countOf(value: unknown, least = 0): number {
  if (!Number.isSafeInteger(value) || (value as number) < least) throw new NoGrpcForm(`not an integer from ${least} up`)
  return value as number
}

export function longCountOf(value: unknown, least = 0): bigint {
  return BigInt(countOf(value, least))
}

/** One of the words that REST has for an enum's numbers. */
export function wordOf<Code extends number>(value: unknown, words: Readonly<Record<string, Code>>): Code {
  const code = typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : undefined
  if (code === undefined) throw new NoGrpcForm('unknown word')
  return code
}
