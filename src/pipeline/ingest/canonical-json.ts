import { rawJSON } from '../../base/raw-json.ts'
/**
 * One text for values that are the same once stored: members in order of their names, an integer the same as number and
 * as bigint, typed arrays as lists.
 * @throws TypeError on what JSON cannot carry
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, canonical) ?? 'null'
}

/** As it is, as far as JSON goes; what it cannot carry is left out or null. */
export function looseJson(value: unknown): string {
  try {
    return JSON.stringify(value, loose) ?? 'null'
  } catch (error) {
    return JSON.stringify(`not JSON: ${(error as Error).message}`)
  }
}

function canonical(key: string, value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`\`${key}\` is ${value}, which JSON cannot carry`)
      // The server gives such an integer back as a bigint.
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? rawJSON(BigInt(value).toString()) : value
    case 'function':
    case 'symbol':
      throw new TypeError(`\`${key}\` is a ${typeof value}, which JSON cannot carry`)
    case 'object':
      return value === null || Array.isArray(value) ? value : inOrder(key, value)
    default:
      return loose(key, value)
  }
}

function inOrder(key: string, value: object): unknown {
  if (ArrayBuffer.isView(value)) return loose(key, value)
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`\`${key}\` is a ${prototype.constructor?.name}, which JSON cannot carry`)
  const entries = Object.entries(value)
  // A member named __proto__ stays a member.
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)))
}

function loose(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return rawJSON(value.toString())
  return ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Float32Array) : value
}
